import * as vscode from 'vscode';
import type { ExperimentConfig } from '../engine/config';
import { isNamedSource } from '../engine/data/sources';

/**
 * Refuses what a workspace may ask for only once a person trusts it: to read images from a folder of its choice.
 * @throws Error saying what to do
 */
export function refuseUntrusted({ data }: ExperimentConfig, trusted = vscode.workspace.isTrusted): void {
  if (trusted || isNamedSource(data)) return;
  throw new Error(
    vscode.l10n.t(
      'This workspace is not trusted, so that no images are read from the folder {0}. Trust the workspace, or take "drawn" or "mnist" as data.',
      data,
    ),
  );
}
