import * as l10n from '@vscode/l10n';
import type { RunTitle } from '../model/runView';
import { plain } from './format';
import { labelNoiseWords } from './labelNoise';

/** What stands under everything that leaves the panel, so that it can be made again: config, seed, data and version. */
export function runCaption({ configHash, seed, data, engine, source, labelNoise }: RunTitle): string {
  const config = configHash === null ? [] : [l10n.t('config {0}', configHash)];
  const seeds = seed === null ? [] : [l10n.t('seed {0}', seed)];
  const recorded = source === undefined ? [] : [recordedBy(source)];
  return [...config, ...seeds, data, ...noise(labelNoise), ...recorded, l10n.t('Attribution {0}', engine)].join(' · ');
}

/** Seed, learning rate and label noise, as far as they are known, what recorded the run where it was not this engine, and whether it cannot be verified. */
export function settingsWords({ seed, learningRate, source, unsealed, labelNoise }: RunTitle): string {
  return [
    ...(seed === null ? [] : [l10n.t('seed {0}', seed)]),
    ...(learningRate === null ? [] : [l10n.t('η {0}', plain(learningRate))]),
    ...noise(labelNoise),
    ...(source === undefined ? [] : [recordedBy(source)]),
    ...(unsealed === true ? [unsealedWords()] : []),
  ].join(' · ');
}

/** Of a run that was kept before metrics had checksums. */
export function unsealedWords(): string {
  return l10n.t('made before figures had checksums: cannot be verified');
}

function noise(share: RunTitle['labelNoise']): string[] {
  return share === undefined ? [] : [labelNoiseWords(share)];
}

function recordedBy(source: string): string {
  return l10n.t('recorded by {0}', source);
}
