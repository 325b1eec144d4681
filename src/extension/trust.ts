import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import * as vscode from 'vscode';
import type { ExperimentConfig } from '../engine/config';
import { isNamedSource } from '../engine/data/sources';
import { UntrustedError } from './untrustedError';

/** The extension's own storage, which is written to wherever it lies: a person may open their home folder as a workspace. */
let ownStorage: string | undefined;

/** Says where the extension keeps what is its own. */
export function keepOwnIn({ fsPath }: vscode.Uri): void {
  ownStorage = fsPath;
}

/**
 * Whether something may be written at a path, or removed there: anywhere but in the folders of a workspace that nobody
 * has trusted. Everything that the extension writes by itself asks here; a file that a person names in a dialog is theirs.
 */
export function mayWrite(path: string, trusted = vscode.workspace.isTrusted): boolean {
  if (trusted || (ownStorage !== undefined && isWithin(path, ownStorage))) return true;
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return !folders.some(({ uri }) => isWithin(path, uri.fsPath));
}

/**
 * Refuses to change what lies in the folders of a workspace, until a person trusts it.
 * @param paths of runs, or of what else is to be changed; none of them is, if one may not be
 * @throws UntrustedError saying what to do
 */
export function refuseWriting(paths: readonly string[], trusted = vscode.workspace.isTrusted): void {
  const refused = paths.find((path) => !mayWrite(path, trusted));
  if (refused === undefined) return;
  throw new UntrustedError(
    vscode.l10n.t(
      'This workspace is not trusted, so that nothing is changed in it: {0} stays as it is. Trust the workspace to resume, name, delete or test what lies there; it can be looked at without.',
      refused,
    ),
  );
}

/** By name or by where it really is: a link into the workspace leads into it, and one out of it was put there by it. */
function isWithin(path: string, folder: string): boolean {
  const lies = (one: string, other: string) => {
    const way = relative(other, one);
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  };
  return lies(resolve(path), resolve(folder)) || lies(realPath(path), realPath(folder));
}

/** Where a path leads; of a missing file, where its folder leads. */
function realPath(path: string): string {
  const whole = resolve(path);
  try {
    return realpathSync.native(whole);
  } catch {
    // Missing, or not readable: then the folder above it decides.
    return dirname(whole) === whole ? whole : join(realPath(dirname(whole)), basename(whole));
  }
}

/**
 * Refuses to begin many runs, whose sweep may come from the workspace and name any folder, until a person trusts it.
 * @throws UntrustedError saying what to do
 */
export function refuseManyUntrusted(trusted = vscode.workspace.isTrusted): void {
  if (trusted) return;
  throw new UntrustedError(
    vscode.l10n.t(
      'This workspace is not trusted. Trust it to begin many runs, or to go on with them; one run can be started without.',
    ),
  );
}

/**
 * Refuses what a workspace may ask for only once a person trusts it: to read images from a folder of its choice.
 * @throws UntrustedError saying what to do
 */
export function refuseUntrusted({ data }: ExperimentConfig, trusted = vscode.workspace.isTrusted): void {
  if (trusted || isNamedSource(data)) return;
  throw new UntrustedError(
    vscode.l10n.t(
      'This workspace is not trusted, so that no images are read from the folder {0}. Trust the workspace, or take "drawn" or "mnist" as data.',
      data,
    ),
  );
}
