import { lstatSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { SETTINGS_SECTION, Setting } from './ids';
import { mayWrite } from './trust';

/** The folder of the first workspace folder that lies on a disk; undefined without one. */
export function workspaceFolder(): string | undefined {
  return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
}

/**
 * Where new runs are kept: the setting, else `attribution-runs` in the workspace, else the extension's own storage. In a
 * workspace that is not trusted neither of the first two, if it lies in the workspace.
 */
export function runsFolder(storage: vscode.Uri, trusted = vscode.workspace.isTrusted): string {
  const folder = workspaceFolder();
  const wanted = pathSetting(Setting.runsFolder) ?? (folder === undefined ? undefined : runsWithin(folder));
  return wanted !== undefined && mayWrite(wanted, trusted) ? wanted : storedRunsFolder(storage);
}

/** Undefined for a link, which came with the workspace and may lead anywhere: a person who wants one has the setting. */
function runsWithin(workspace: string): string | undefined {
  const path = join(workspace, 'attribution-runs');
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? undefined : path;
}

/** Every folder in which a run may be found, the one for new runs first. */
export function runsFolders(storage: vscode.Uri): string[] {
  const inWorkspace = (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .flatMap(({ uri }) => runsWithin(uri.fsPath) ?? []);
  return [...new Set([runsFolder(storage), ...inWorkspace, storedRunsFolder(storage)])];
}

/** Where downloaded data sets are kept: the setting, unless it leads into a workspace without trust, else the extension's own storage. */
export function dataFolder(storage: vscode.Uri, trusted = vscode.workspace.isTrusted): string {
  const wanted = pathSetting(Setting.dataFolder);
  return wanted !== undefined && mayWrite(wanted, trusted) ? wanted : join(storage.fsPath, 'data');
}

/** The config file that is run when no config is open; undefined for the built-in defaults. */
export function defaultConfigFile(): string | undefined {
  return pathSetting(Setting.defaultConfig);
}

/** Significant digits of the weights in the documents that forks are compared in: 1 … 17. */
export function compareDigits(): number {
  const digits = vscode.workspace.getConfiguration(SETTINGS_SECTION).get<number>(Setting.compareDigits, 4);
  return Math.min(17, Math.max(1, Math.round(digits)));
}

/** Bytes of layers that are kept of an open run: 64 MiB … 64 GiB. */
export function layerMemory(): number {
  const wanted = vscode.workspace.getConfiguration(SETTINGS_SECTION).get<number>(Setting.layerMemory, 1024);
  return 2 ** 20 * Math.min(65_536, Math.max(64, Math.round(wanted)));
}

function storedRunsFolder(storage: vscode.Uri): string {
  return join(storage.fsPath, 'runs');
}

/** A path from the settings: absolute, beginning with `~`, or relative to the workspace. */
function pathSetting(key: string): string | undefined {
  const value = vscode.workspace.getConfiguration(SETTINGS_SECTION).get<string>(key, '').trim();
  if (value === '') return undefined;
  if (value === '~' || value.startsWith('~/')) return join(homedir(), value.slice(1));
  return isAbsolute(value) ? value : resolve(workspaceFolder() ?? homedir(), value);
}
