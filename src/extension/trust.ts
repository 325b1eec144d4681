import * as vscode from 'vscode';
import type { ExperimentConfig } from '../engine/config';
import { isNamedSource } from '../engine/data/sources';
import { UNTRUSTED_ERROR } from './ids';

/** Something that a person has to trust the workspace for. It is known by its name, since bundles have classes of their own. */
export class UntrustedError extends Error {
  override readonly name = UNTRUSTED_ERROR;
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
