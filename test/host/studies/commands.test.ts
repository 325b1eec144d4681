import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Command, STUDY_VIEW_TYPE, SWEEP_SUFFIX } from '../../../src/extension/ids';
import { Study } from '../../../src/extension/studies/study';
import { StudyFolders } from '../../../src/extension/studies/studyFolders';
import { studyItem } from '../../../src/extension/studies/studyItem';
import { emptyWorkspace, eventually, services, small, workerFile } from '../support';

describe('many runs, by command', () => {
  const workspace = emptyWorkspace();
  const parts = services();

  /** The id of the study that has been begun, once it has its folder. */
  async function begunFolder(): Promise<string> {
    const [id] = await eventually('the folder', async () => {
      const ids = await workspace.inRunsFolder();
      return ids.length > 0 && ids;
    });
    return id as string;
  }

  const fileOf = (id: string, name: string) =>
    readFile(join(workspace.runsFolder, id, name), 'utf8').catch(() => undefined);

  const studyTabs = () =>
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(STUDY_VIEW_TYPE));

  /** Answers what the person is asked. */
  function answering(name: 'showInputBox' | 'showQuickPick', answer: (...asked: never[]) => unknown): void {
    const before = vscode.window[name];
    Object.assign(vscode.window, { [name]: async (...asked: never[]) => answer(...asked) });
    workspace.atEnd(() => Object.assign(vscode.window, { [name]: before }));
  }

  it('Replicate runs the config in front under as many seeds as are asked for', async () => {
    let proposed = '';
    answering('showInputBox', (options: vscode.InputBoxOptions) => {
      proposed = options.value ?? '';
      equal(options.validateInput?.('1') === undefined, false);
      equal(options.validateInput?.('3'), undefined);
      return '3';
    });
    await workspace.openConfig({ ...small, seed: 5 });
    await vscode.commands.executeCommand(Command.replicate);
    equal(proposed, '10');
    const id = await begunFolder();
    const text = await eventually('its figures', () => fileOf(id, 'replication.json'));
    deepEqual((JSON.parse(text) as { seeds: unknown }).seeds, [5, 6, 7]);
    await eventually('the page', () => studyTabs().length === 1);
  });

  it('Reliability over Orders runs each seed in two shuffled orders too', async () => {
    let asked = '';
    answering('showInputBox', (options: vscode.InputBoxOptions) => {
      asked = `${options.title}: ${options.prompt} ${options.value}`;
      return '2';
    });
    await workspace.openConfig({ ...small, seed: 5 });
    await vscode.commands.executeCommand(Command.reliability);
    match(asked, /^Reliability over Orders: How many seeds\? .* from 5 on, .* 2 shuffled orders .* 3$/);
    const id = await begunFolder();
    const text = await eventually('its figures', () => fileOf(id, 'replication.json'));
    const { seeds, orders, figures } = JSON.parse(text) as {
      readonly seeds: unknown;
      readonly orders: unknown;
      readonly figures: Readonly<Record<string, { readonly n: number }>>;
    };
    deepEqual([seeds, orders, figures['reliability.x']?.n], [[5, 6], 2, 2]);
    // After a reload: nothing but the folder is left.
    const again = new Study(id, join(workspace.runsFolder, id), {
      ...{ log: parts.log, workerFile: workerFile(), dataFolder: parts.dataFolder },
    });
    workspace.atEnd(() => again.dispose());
    await again.read();
    equal(again.state.study.orders, 2);
    ok(again.state.study.metrics.includes('reliability.disattenuatedR'));
    const item = studyItem((await new StudyFolders(vscode.Uri.file(parts.dataFolder)).list())[0] ?? ({} as never));
    equal(item.label, 'Reliability over 2 orders, 2 seeds');
  });

  it('Sweep runs the file in front, and marks what is wrong with it', async () => {
    const open = async (text: string) => {
      const file = await workspace.write(`sweep-${randomUUID()}${SWEEP_SUFFIX}`, text);
      return vscode.window.showTextDocument(vscode.Uri.file(file), {
        viewColumn: vscode.ViewColumn.One,
        preview: false,
      });
    };
    const { document } = await open(
      JSON.stringify({ base: small, axes: { 'network.activation': ['relu', 'softmax'] } }),
    );
    equal(document.languageId, 'jsonc');
    let isOver = false;
    const refused = vscode.commands.executeCommand(Command.sweep).then(() => {
      isOver = true;
    });
    const marked = await eventually('the mark', () => {
      const found = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Attribution');
      return found.length > 0 && found;
    });
    match(marked[0]?.message ?? '', /^cell 2 \(network\.activation softmax\): network\.activation: found "softmax"/);
    equal(document.getText(marked[0]?.range), '"softmax"');
    deepEqual(await workspace.inRunsFolder(), []);
    // Begun before that, the next one would ask whether the first is to be ended.
    await eventually('its end', async () => {
      await vscode.commands.executeCommand('notifications.clearAll');
      return isOver;
    });
    await refused;

    await open(JSON.stringify({ base: small, axes: { learningRate: [0.0001, 0.001], seed: [1, 2, 3] } }));
    await vscode.commands.executeCommand(Command.sweep);
    const id = await begunFolder();
    ok(id.startsWith('sweep-'), id);
    await eventually('the table', () => fileOf(id, 'cells.csv'));
  });

  it('New Sweep File opens a commented start that can be run', async () => {
    answering('showQuickPick', (items: readonly { start: string }[]) => items.find(({ start }) => start === 'grid'));
    await vscode.commands.executeCommand(Command.newSweep);
    const document = vscode.window.activeTextEditor?.document;
    ok(document?.isUntitled && document.uri.path.endsWith(SWEEP_SUFFIX), document?.uri.toString());
    match(document.getText(), /144 runs on full MNIST/);
  });
});
