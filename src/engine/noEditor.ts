/** What `import 'vscode'` resolves to inside the engine, so that using the editor's API in the engine does not compile. */
export {};
