import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { configSchema } from '../../../src/engine/config';
import { RUN_FILE } from '../../../src/engine/runs/runFormat';
import {
  CAUSAL_CONTEXT_KEY,
  CLAIMS_VIEW_TYPE,
  COMPARE_VIEW_TYPE,
  CONFIG_SUFFIX,
  Colour,
  Command,
  DUMP_LANGUAGE,
  DUMP_SCHEME,
  Offer,
  PANEL_VIEW_TYPE,
  RUN_EDITOR_VIEW_TYPE,
  RUNNING_CONTEXT_KEY,
  RUNS_FILTERED_CONTEXT_KEY,
  RUNS_VIEW,
  SETTINGS_SECTION,
  Setting,
  STUDY_RUNNING_CONTEXT_KEY,
  STUDY_VIEW_TYPE,
  SWEEP_SUFFIX,
  TESTING_CONTEXT_KEY,
  WALKTHROUGH,
} from '../../../src/extension/ids';
import { at, emptyWorkspace, eventually, extension } from '../support';

interface CommandUse {
  readonly command: string;
  readonly when?: string;
}

interface Manifest {
  readonly activationEvents: string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: unknown;
      readonly restrictedConfigurations: string[];
      readonly description: string;
    };
    readonly virtualWorkspaces: { readonly supported: unknown };
  };
  readonly contributes: {
    readonly commands: readonly (CommandUse & { readonly title: string; readonly enablement?: string })[];
    readonly menus: Readonly<Record<string, readonly CommandUse[]>>;
    readonly keybindings?: readonly CommandUse[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
    readonly jsonValidation: readonly { readonly fileMatch: string; readonly url: string }[];
    readonly languages: readonly { readonly id: string; readonly extensions?: readonly string[] }[];
    readonly grammars: readonly { readonly language: string }[];
    readonly configurationDefaults: Readonly<Record<string, object>>;
    readonly customEditors: readonly {
      readonly viewType: string;
      readonly selector: readonly { readonly filenamePattern: string }[];
      readonly priority: string;
    }[];
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when: string }[];
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly steps: readonly {
        readonly id: string;
        readonly description: string;
        readonly media: { readonly image: Readonly<Record<string, string>>; readonly altText: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly colors: readonly { readonly id: string; readonly description: string; readonly defaults: object }[];
  };
}

/** Why a command is always offered, though nothing says when it can do something. */
const ALWAYS: Partial<Readonly<Record<string, string>>> = {
  [Command.startExperiment]: 'it needs nothing: the default config is embedded',
  [Command.openRun]: 'it opens any folder of the disk',
  [Command.newConfig]: 'it needs nothing',
  [Command.newSweep]: 'it needs nothing',
  [Command.showPanel]: 'without a run it shows how to make one',
  [Command.showLog]: 'there is always a log',
  [Command.replicate]: 'without a config in front it takes the default; where trust is missing it leads to it',
  [Command.reliability]: 'as Replicate',
  [Command.sweep]: 'without a sweep file it makes one; where trust is missing it leads to it',
  [Command.testClaims]: 'without a config in front it takes the default; where trust is missing it leads to it',
  [Command.openWalkthrough]: 'it needs nothing',
};

/** Commands of the palette that ask for something before they do anything: which run, which name, which file, how many. */
const ASKING: readonly string[] = [
  Command.resumeRun,
  Command.openRun,
  Command.compareForks,
  Command.saveSelection,
  Command.exportAll,
  Command.exportReport,
  Command.replicate,
  Command.reliability,
  Command.sweep,
  Command.newSweep,
  Command.openStudy,
  Command.testClaims,
  Command.saveClaims,
  Command.openClaims,
  Command.openClaimsSeed,
  Command.findRuns,
  Command.renameRun,
  Command.tagRun,
  Command.noteRun,
  Command.compareRuns,
  Command.compareConfigs,
];

/** Every key of ours that a condition may name, all of them kept true by the extension. */
const KEYS: readonly string[] = [
  ...Object.values<string>(Offer),
  RUNNING_CONTEXT_KEY,
  STUDY_RUNNING_CONTEXT_KEY,
  TESTING_CONTEXT_KEY,
  CAUSAL_CONTEXT_KEY,
  RUNS_FILTERED_CONTEXT_KEY,
];

describe('the manifest and the code', () => {
  const workspace = emptyWorkspace();
  const manifest = () => extension().packageJSON as Manifest;
  const inManifest = () => manifest().contributes.commands.map(({ command }) => command);

  it('have the same commands', () => {
    deepEqual(new Set(inManifest()), new Set(Object.values<string>(Command)));
  });

  it('register every command of the manifest and no other', async () => {
    const registered = await vscode.commands.getCommands(true);
    const ours = registered.filter((command) => command.startsWith(`${SETTINGS_SECTION}.`));
    deepEqual(new Set(ours), new Set(inManifest()));
  });

  it('have the same settings, whose defaults the editor knows', () => {
    const { properties } = manifest().contributes.configuration;
    const inCode = Object.values(Setting).map((key) => `${SETTINGS_SECTION}.${key}`);
    deepEqual(new Set(Object.keys(properties)), new Set(inCode));
    for (const [key, property] of Object.entries(properties))
      equal(vscode.workspace.getConfiguration().inspect(key)?.defaultValue, property.default, key);
  });

  it('have the same language of weight dumps', () => {
    const { languages, grammars, configurationDefaults } = manifest().contributes;
    const dump = languages.find(({ extensions = [] }) => extensions.includes('.weights'));
    equal(dump?.id, DUMP_LANGUAGE);
    deepEqual(
      grammars.map(({ language }) => language),
      [DUMP_LANGUAGE],
    );
    deepEqual(Object.keys(configurationDefaults), [`[${DUMP_LANGUAGE}]`]);
  });

  it('have the same colours, with a default for every kind of theme', () => {
    const { colors } = manifest().contributes;
    deepEqual(new Set(colors.map(({ id }) => id)), new Set(Object.values<string>(Colour)));
    for (const { id, defaults } of colors)
      deepEqual(new Set(Object.keys(defaults)), new Set(['dark', 'light', 'highContrast', 'highContrastLight']), id);
  });

  it('have every text of the manifest', () => {
    const texts = JSON.stringify(manifest()).match(/%[\w.]+%/g);
    equal(texts, null);
  });

  it('restrict no setting that does not exist in workspaces without trust', () => {
    const settings = Object.keys(manifest().contributes.configuration.properties);
    for (const setting of manifest().capabilities.untrustedWorkspaces.restrictedConfigurations)
      ok(settings.includes(setting), setting);
  });

  it('read no setting that names a folder or a file in workspaces without trust', () => {
    const { supported, restrictedConfigurations, description } = manifest().capabilities.untrustedWorkspaces;
    equal(supported, 'limited');
    const naming = [Setting.runsFolder, Setting.dataFolder, Setting.defaultConfig].map(
      (key) => `${SETTINGS_SECTION}.${key}`,
    );
    deepEqual(new Set(restrictedConfigurations), new Set(naming));
    match(description, /no images are read from folders/);
    equal(manifest().capabilities.virtualWorkspaces.supported, 'limited');
  });

  it('name commands that exist in menus and keybindings', () => {
    const { menus, keybindings = [] } = manifest().contributes;
    for (const { command } of [...Object.values(menus).flat(), ...keybindings])
      ok(inManifest().includes(command), command);
  });

  const palette = (command: string) =>
    manifest().contributes.menus['commandPalette']?.find((one) => one.command === command)?.when;

  it('offer each command in the palette only while it can do something, or say why it always can', () => {
    const open = manifest().contributes.commands.filter(
      ({ command, enablement }) => palette(command) === undefined && enablement === undefined,
    );
    deepEqual(new Set(open.map(({ command }) => command)), new Set(Object.keys(ALWAYS)));
    for (const { command, when } of manifest().contributes.menus['commandPalette'] ?? [])
      ok(when !== undefined && when !== 'true', command);
  });

  it('end the title of a command that asks in “…”, and no other in the palette', () => {
    const offered = manifest().contributes.commands.filter(({ command }) => palette(command) !== 'false');
    const asking = offered.filter(({ title }) => title.endsWith('…'));
    deepEqual(new Set(asking.map(({ command }) => command)), new Set(ASKING));
  });

  it('begin with Start Experiment, as the palette sorts its commands', () => {
    const offered = manifest().contributes.commands.filter(({ command }) => palette(command) !== 'false');
    const [first] = offered.toSorted((one, other) => one.title.localeCompare(other.title, 'en'));
    equal(first?.command, Command.startExperiment);
    match(first.title, /Start Experiment$/);
  });

  it('ask in conditions for no key of ours that nobody tells', () => {
    const { commands, menus, keybindings = [], viewsWelcome, walkthroughs } = manifest().contributes;
    const conditions = [
      ...commands.map(({ enablement }) => enablement),
      ...[...Object.values(menus).flat(), ...keybindings, ...viewsWelcome].map(({ when }) => when),
      ...walkthroughs.flatMap(({ steps }) => steps.flatMap(({ completionEvents }) => completionEvents)),
    ];
    const asked = conditions.flatMap((condition = '') => condition.match(/attribution\.\w+/g) ?? []);
    ok(asked.length > 20);
    deepEqual(
      asked.filter((key) => !KEYS.includes(key)),
      [],
    );
    deepEqual(
      KEYS.filter((key) => !asked.includes(key)),
      [],
    );
  });

  it('show one button in the empty view of runs', () => {
    const { viewsWelcome } = manifest().contributes;
    const buttons = viewsWelcome.map(({ contents }) =>
      [...contents.matchAll(/^\[[^\]]+\]\(command:([\w.]+)\)$/gm)].map(([, command]) => command),
    );
    deepEqual(buttons, [[Command.startExperiment], [Command.clearRunsFilter]]);
    ok(viewsWelcome.every(({ view }) => view === RUNS_VIEW));
  });

  it('name commands that exist in links of texts', () => {
    const texts = JSON.stringify(manifest().contributes);
    const linked = [...texts.matchAll(/\(command:([\w.]+)/g)].map(([, command = '']) => command);
    ok(linked.length > 5);
    for (const command of linked) ok(inManifest().includes(command), command);
  });

  it('offer the run of a run.json in the explorer and in an editor of its own, beside the text', () => {
    const { customEditors, menus } = manifest().contributes;
    deepEqual(
      customEditors.map(({ viewType, selector, priority }) => [viewType, selector, priority]),
      [[RUN_EDITOR_VIEW_TYPE, [{ filenamePattern: RUN_FILE }], 'option']],
    );
    const inExplorer = (menus['explorer/context'] ?? []).filter(({ command }) => command === Command.openInAttribution);
    deepEqual(
      inExplorer.map(({ when }) => when),
      [
        `explorerResourceIsFolder && resourcePath in ${Offer.runFolders}`,
        `resourceFilename == ${RUN_FILE} && resourceDirname in ${Offer.runFolders}`,
      ],
    );
  });

  it('have a walkthrough of three steps, each with a picture for every kind of theme', async () => {
    const [walkthrough, ...others] = manifest().contributes.walkthroughs;
    deepEqual([walkthrough?.id, others], [WALKTHROUGH, []]);
    equal(walkthrough?.steps.length, 3);
    for (const { media, completionEvents, description } of walkthrough.steps) {
      deepEqual(new Set(Object.keys(media.image)), new Set(['dark', 'light', 'hc', 'hcLight']));
      for (const path of Object.values(media.image)) {
        const { length } = await readFile(join(extension().extensionPath, path));
        ok(length > 1000 && length < 150_000, `${path}: ${length} bytes`);
      }
      equal(completionEvents.length, 1);
      match(description, /\n\[[^\]]+\]\(command:attribution\.\w+\)$/);
    }
  });

  it('allow cancelling exactly while an experiment runs', () => {
    const cancel = manifest().contributes.commands.find(({ command }) => command === Command.cancelExperiment);
    equal(cancel?.enablement, RUNNING_CONTEXT_KEY);
    const cancelStudy = manifest().contributes.commands.find(({ command }) => command === Command.cancelStudy);
    equal(cancelStudy?.enablement, STUDY_RUNNING_CONTEXT_KEY);
    const cancelCausalTest = manifest().contributes.commands.find(
      ({ command }) => command === Command.cancelCausalTest,
    );
    equal(cancelCausalTest?.enablement, CAUSAL_CONTEXT_KEY);
  });

  it('are activated by panels that come back, by a weight dump, by a link, and for menus to be true once all is there', () => {
    const pages = [PANEL_VIEW_TYPE, STUDY_VIEW_TYPE, CLAIMS_VIEW_TYPE, COMPARE_VIEW_TYPE].map(
      (type) => `onWebviewPanel:${type}`,
    );
    const events = ['onStartupFinished', `onFileSystem:${DUMP_SCHEME}`, ...pages, 'onUri'];
    deepEqual(new Set(manifest().activationEvents), new Set(events));
  });

  for (const [command, suffix] of [
    [Command.startExperiment, CONFIG_SUFFIX],
    [Command.sweep, SWEEP_SUFFIX],
  ] as const)
    it(`offer ${command} in the title of a *${suffix}, and of nothing else`, () => {
      const entry = manifest().contributes.menus['editor/title']?.find((one) => one.command === command);
      const pattern = /^resourceFilename =~ \/(.*)\/$/.exec(entry?.when ?? '')?.[1];
      ok(pattern !== undefined, entry?.when);
      for (const ending of [CONFIG_SUFFIX, SWEEP_SUFFIX, '.json'])
        equal(new RegExp(pattern).test(`small${ending}`), ending === suffix, ending);
    });

  it('have a JSON Schema with every key of a config', async () => {
    const { fileMatch, url } = at(manifest().contributes.jsonValidation, 0);
    equal(fileMatch, `*${CONFIG_SUFFIX}`);
    const schema: unknown = JSON.parse(await readFile(join(extension().extensionPath, url), 'utf8'));
    ok(typeof schema === 'object' && schema !== null && '$schema' in schema && 'properties' in schema);
    equal(schema.$schema, 'http://json-schema.org/draft-07/schema#');
    deepEqual(new Set(Object.keys(schema.properties as object)), new Set(Object.keys(configSchema.shape)));
  });

  it('make a config a JSON document with comments', async () => {
    const { document } = await workspace.openConfig('{}');
    equal(document.languageId, 'jsonc');
  });

  it('let the editor explain the keys of a config', async () => {
    const text = '{\n  // with a comment\n  "learningRate": "fast",\n}\n';
    const { document } = await workspace.openConfig(text);
    const position = document.positionAt(text.indexOf('learningRate') + 1);
    await eventually('the description of the key', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        position,
      );
      const contents = hovers.flatMap((hover) => hover.contents);
      return contents.some((content) => typeof content !== 'string' && content.value.includes('R² depends on it'));
    });
  });

  it('refuse nothing by a schema: what is wrong with a key is marked once, by the parser', async () => {
    const { document } = await workspace.openConfig('{\n  "learningRate": "fast",\n  "sede": 1,\n}\n');
    const marked = await eventually('both marks', () => {
      const found = vscode.languages.getDiagnostics(document.uri);
      return found.length > 1 && found;
    });
    deepEqual(
      marked.map(({ range, source }) => [document.getText(range), source]),
      [
        ['"learningRate": "fast"', 'Attribution'],
        ['"sede": 1', 'Attribution'],
      ],
    );
  });
});
