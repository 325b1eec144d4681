// What limits.cjs holds: tests are bundled from TypeScript, the harness is run as it is.
export declare const testLimit: number;
export declare const waitLimit: number;
export declare const suiteLimit: number;
export declare function keepToLimit(runner: Mocha.Runner): void;
