// What recorder.cjs holds: the suite inside the extension host is bundled from TypeScript.
export declare function record(runner: Mocha.Runner, output: string | undefined): void;
