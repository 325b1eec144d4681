import { deepEqual, equal, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { SETTINGS_SECTION, Setting, SWEEP_SUFFIX } from '../../../src/extension/ids';
import { emptyWorkspace, eventually, panelTabs, start } from '../support';

const NEGATIVE_RATE = '"learningRate": -0.5';

/** Presses the first button of the message that is shown. */
const pressButton = () => vscode.commands.executeCommand('notification.acceptPrimaryAction');

describe('a config that cannot be run', () => {
  const workspace = emptyWorkspace();
  /** Settles when the person has done away with the message. */
  let told: Thenable<unknown>;

  /** What the extension has marked in a document. */
  const marks = (document: vscode.TextDocument) =>
    vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Attribution');

  const marked = (document: vscode.TextDocument) =>
    eventually('marks in the config', () => {
      const found = marks(document);
      return found.length > 0 && found;
    });

  /** Start Experiment on a config with mistakes; the texts that are marked, with what is said there. */
  async function refused(text: string) {
    const editor = await workspace.openConfig(text);
    told = start();
    const found = await marked(editor.document);
    return { ...editor, editor, found: found.map(({ range, message }) => [editor.document.getText(range), message]) };
  }

  async function replace(editor: vscode.TextEditor, text: string, by: string): Promise<void> {
    const offset = editor.document.getText().indexOf(text);
    const range = new vscode.Range(
      editor.document.positionAt(offset),
      editor.document.positionAt(offset + text.length),
    );
    ok(offset >= 0 && (await editor.edit((edit) => edit.replace(range, by))));
  }

  /** The message goes away unanswered, and nothing has been started. */
  async function nothingRan(): Promise<void> {
    await vscode.commands.executeCommand('notifications.clearAll');
    await told;
    deepEqual(await workspace.inRunsFolder(), []);
    equal(workspace.running, false);
    deepEqual(panelTabs(), []);
  }

  it('has every mistake marked at its value', async () => {
    const { found } = await refused(`{\n  // Two mistakes.\n  "network": { "hidden": [0] },\n  ${NEGATIVE_RATE}\n}\n`);
    deepEqual(found.toSorted(), [
      [NEGATIVE_RATE, 'learningRate: found -0.5; expected a number greater than 0'],
      ['0', 'network.hidden[0]: found 0; expected a number at least 1'],
    ]);
    await nothingRan();
  });

  it('has a digit that stands in two groups marked beside a negative learning rate', async () => {
    const { found } = await refused(`{\n  "groups": { "a": [1, 7], "b": [6, 7] },\n  ${NEGATIVE_RATE}\n}\n`);
    deepEqual(found.toSorted(), [
      [NEGATIVE_RATE, 'learningRate: found -0.5; expected a number greater than 0'],
      ['7', 'groups.b[1]: found 7, which is in groups.a too; expected a class of one group only'],
    ]);
    await nothingRan();
  });

  it('has a digit that stands in two groups marked where it stands the second time', async () => {
    const { editor } = await refused('{\n  "groups": { "a": [1, 7], "b": [6, 7] }\n}\n');
    deepEqual(
      marks(editor.document).map(({ range }) => range),
      [new vscode.Range(1, 36, 1, 37)],
    );
    await nothingRan();
  });

  it('has an unknown key marked', async () => {
    const { found } = await refused('{\n  "phase1": { "rows": 600, "row": 1 }\n}\n');
    deepEqual(found, [['"row": 1', 'phase1.row: found an unknown key; expected one of rows, tally']]);
    await nothingRan();
  });

  it('has no marks any more once it is changed', async () => {
    const { editor } = await refused(`{\n  ${NEGATIVE_RATE}\n}\n`);
    await replace(editor, '-0.5', '0.5');
    await eventually('no marks', () => marks(editor.document).length === 0);
    await nothingRan();
  });

  it('keeps its marks when it is saved as it is', async () => {
    const editor = await workspace.openConfig('{}');
    await replace(editor, '{}', `{ ${NEGATIVE_RATE} }`);
    told = start();
    await marked(editor.document);
    ok(await editor.document.save());
    equal(editor.document.isDirty, false);
    equal(marks(editor.document).length, 1);
    await nothingRan();
  });

  it('has other marks once other things are wrong with it', async () => {
    const { editor } = await refused(`{\n  "forks": { "untilRow": 600 }\n}\n`);
    await replace(editor, '600', '0');
    const [mark] = await eventually('another mark', () => {
      const found = marks(editor.document);
      return found[0]?.message.includes('found 0') && found;
    });
    equal(mark?.message, 'forks.untilRow: found 0; expected a number at least 1');
    await nothingRan();
  });

  it('is marked once, by the editor itself, at the line where it stops being JSON', async () => {
    const editor = await workspace.openConfig('{\n  "seed": 1,\n  "learningRate" 0.1\n}\n');
    told = start();
    const found = await eventually('a mark', () => {
      const all = vscode.languages.getDiagnostics(editor.document.uri);
      return all.length > 0 && all;
    });
    deepEqual(
      found.map(({ range, message }) => [range.start, message]),
      [[new vscode.Position(2, 17), 'Colon expected']],
    );
    await nothingRan();
    deepEqual(marks(editor.document), []);
  });

  it('is marked where nothing stands in it', async () => {
    const { editor } = await refused('');
    equal(marks(editor.document).length, 1);
    await nothingRan();
  });

  it('is marked where it is JSON of another kind', async () => {
    const { found } = await refused('[1, 7]\n');
    deepEqual(found, [['[1, 7]', 'config: found [1,7]; expected an object with keys, { … }']]);
    await nothingRan();
  });

  it('is shown at its first mistake by the button of the message', async () => {
    const { editor } = await refused(`{\n  "seed": 2,\n  ${NEGATIVE_RATE}\n}\n`);
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    await eventually('another editor in front', () => vscode.window.activeTextEditor?.document !== editor.document);
    await pressButton();
    await told;
    equal(vscode.window.activeTextEditor?.document, editor.document);
    equal(editor.document.getText(vscode.window.activeTextEditor.selection), NEGATIVE_RATE);
    await nothingRan();
  });

  it('is refused where the settings name a file that is not there', async () => {
    const settings = vscode.workspace.getConfiguration(SETTINGS_SECTION);
    await settings.update(Setting.defaultConfig, 'nowhere.attribution.json', vscode.ConfigurationTarget.Workspace);
    try {
      let settled = false;
      told = start().then(() => {
        settled = true;
      });
      // The message is there as soon as it can be done away with.
      await eventually('the message', async () => {
        await vscode.commands.executeCommand('notifications.clearAll');
        return settled;
      });
      await nothingRan();
    } finally {
      await settings.update(Setting.defaultConfig, undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});

describe('a config while it is written', () => {
  const workspace = emptyWorkspace();

  const diagnostics = (document: vscode.TextDocument, count: number) =>
    eventually(`${count} marks`, () => {
      const found = vscode.languages.getDiagnostics(document.uri);
      return found.length === count && found;
    });

  const opened = async (name: string, text: string) =>
    vscode.workspace.openTextDocument(vscode.Uri.file(await workspace.write(name, text)));

  /** What is offered at the only mark of a document. */
  async function fixes(document: vscode.TextDocument): Promise<vscode.CodeAction[]> {
    const [mark] = await diagnostics(document, 1);
    ok(mark !== undefined);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      mark.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    return actions.filter(({ title }) => title.startsWith('Did you mean'));
  }

  async function applied({ edit }: vscode.CodeAction, document: vscode.TextDocument): Promise<string> {
    ok(edit !== undefined && (await vscode.workspace.applyEdit(edit)));
    await diagnostics(document, 0);
    return document.getText();
  }

  it('is marked without being run, once for each mistake, and is not once it is right', async () => {
    const { document } = await workspace.openConfig('{ "loss": "cubed", "seed": -1 }');
    deepEqual(
      (await diagnostics(document, 2)).map(({ source, message }) => [source, message]),
      [
        ['Attribution', 'loss: found "cubed"; expected one of "squared", "cross-entropy"'],
        ['Attribution', 'seed: found -1; expected a number at least 0'],
      ],
    );
    const edit = new vscode.WorkspaceEdit();
    edit.replace(
      document.uri,
      new vscode.Range(0, 0, 0, document.getText().length),
      '{ "loss": "squared", "seed": 1 }',
    );
    ok(await vscode.workspace.applyEdit(edit));
    await diagnostics(document, 0);
  });

  for (const [written, right, name] of [
    ['{ "network": { "activation": "sotfplus" } }', '{ "network": { "activation": "softplus" } }', 'softplus'],
    ['{ "phase1": { "row": 600 } }', '{ "phase1": { "rows": 600 } }', 'rows'],
    ['{ "optimiser": { "name": "adm" } }', '{ "optimiser": { "name": "adam" } }', 'adam'],
    ['{ "measures": ["fisher", "wieght"] }', '{ "measures": ["fisher", "weight"] }', 'weight'],
  ] as const)
    it(`is put right by a key: ${written}`, async () => {
      const { document } = await workspace.openConfig(written);
      const [fix, ...others] = await fixes(document);
      ok(fix !== undefined);
      deepEqual([fix.title, fix.isPreferred, others], [`Did you mean ${name}?`, true, []]);
      equal(await applied(fix, document), right);
    });

  it('is offered nothing where nothing near is allowed', async () => {
    const { document } = await workspace.openConfig('{ "network": { "activation": "quark" } }');
    deepEqual(await fixes(document), []);
  });

  for (const [what, written, right] of [
    ['a value of an axis', '{ "axes": { "network.activation": ["relu", "thanh"] } }', '"tanh"'],
    ['a key of an axis', '{ "axes": { "network.activaton": ["relu"] } }', '"network.activation"'],
    ['a key of the base', '{ "base": { "sede": 3 }, "axes": { "learningRate": [0.1] } }', '"seed"'],
    ['a key of its own', '{ "bas": {}, "axes": { "seed": [1, 2] } }', '"base"'],
  ] as const)
    it(`is a sweep file likewise: ${what}`, async () => {
      const document = await opened(`wrong-${what.replaceAll(' ', '-')}${SWEEP_SUFFIX}`, written);
      const [fix] = await fixes(document);
      ok(fix !== undefined);
      ok((await applied(fix, document)).includes(right), document.getText());
    });

  it('is no document of another name', async () => {
    const document = await opened('other.json', '{ "sede": 1 }');
    deepEqual(vscode.languages.getDiagnostics(document.uri), []);
  });
});
