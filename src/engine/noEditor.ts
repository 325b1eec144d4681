/** What `import 'vscode'` resolves to inside the engine, so that the engine's compiler refuses to see an editor there. */
export {};
