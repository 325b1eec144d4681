/** Measures inside an extension host: what VS Code calls as `extensionTestsPath`, in a host where nothing ran before. */
import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Command } from '../../src/extension/ids';

/** In milliseconds. */
export interface Activation {
  /** VS Code's own metrics: reading and running extension.js, and its `activate()`. */
  readonly load: number;
  readonly activate: number;
  /** The first command of all, which does nothing but load what is behind it; and the same command once more. */
  readonly first: number;
  readonly second: number;
}

const ID = 'attribution.attribution';

/** Until VS Code has started everything else, and what it says of itself has been drawn, in milliseconds. */
const SETTLED_MS = 5000;

/** @throws Error when the extension is not there, or is active already */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension(ID);
  await delay(SETTLED_MS);
  if (extension === undefined || extension.isActive)
    throw new Error('There is no extension that is still to activate.');
  await extension.activate();
  const [load, activate] = await activationTimes();
  // Without an experiment there is nothing to cancel.
  const command = () => vscode.commands.executeCommand(Command.cancelExperiment);
  const metrics: Activation = { load, activate, first: await timed(command), second: await timed(command) };
  const files = { activation: { complete: true, passes: 1, failures: [], pending: 0 } };
  const results = { complete: true, files, failures: [], ...metrics };
  writeFileSync(process.env['ATTRIBUTION_HOST_RESULTS'] as string, JSON.stringify(results));
}

/** From the row of “Developer: Startup Performance”: extension, eager, load code, call activate, … */
async function activationTimes(): Promise<[number, number]> {
  await vscode.commands.executeCommand('perfview.show');
  for (const end = performance.now() + SETTLED_MS; performance.now() < end; await delay(50)) {
    for (const document of vscode.workspace.textDocuments) {
      const rows = document
        .getText()
        .split('\n')
        .map((line) => line.split('|').map((cell) => cell.trim()));
      const [load, activate] = (rows.find(([, name]) => name === ID)?.slice(3, 5) ?? []).map(Number);
      if (load !== undefined && activate !== undefined) return [load, activate];
    }
  }
  throw new Error('VS Code does not say how long the extension took.');
}

async function timed(action: () => Thenable<unknown>): Promise<number> {
  const before = performance.now();
  await action();
  return performance.now() - before;
}
