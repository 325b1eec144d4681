import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { configSchema } from '../../../src/engine/config';
import {
  CAUSAL_CONTEXT_KEY,
  CLAIMS_VIEW_TYPE,
  COMPARE_VIEW_TYPE,
  CONFIG_SUFFIX,
  Colour,
  Command,
  DUMP_LANGUAGE,
  DUMP_SCHEME,
  PANEL_VIEW_TYPE,
  RUNNING_CONTEXT_KEY,
  SETTINGS_SECTION,
  Setting,
  STUDY_RUNNING_CONTEXT_KEY,
  STUDY_VIEW_TYPE,
  SWEEP_SUFFIX,
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
    readonly colors: readonly { readonly id: string; readonly description: string; readonly defaults: object }[];
  };
}

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

  it('are activated by panels that come back, by a weight dump and by a link', () => {
    const pages = [PANEL_VIEW_TYPE, STUDY_VIEW_TYPE, CLAIMS_VIEW_TYPE, COMPARE_VIEW_TYPE].map(
      (type) => `onWebviewPanel:${type}`,
    );
    const events = [`onFileSystem:${DUMP_SCHEME}`, ...pages, 'onUri'];
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

  it('let the editor explain the keys of a config, and mark what a key does not allow', async () => {
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
    const marked = await eventually('the mark at the value', () => {
      const found = vscode.languages.getDiagnostics(document.uri);
      return found.length > 0 && found;
    });
    deepEqual(
      marked.map(({ range }) => document.getText(range)),
      ['"fast"'],
    );
  });
});
