import * as vscode from 'vscode';
import type { ExperimentConfig } from '../../engine/config';
import { ConfigError } from '../../engine/errors';
import { DEFAULT_SEEDS, replicationInput } from '../../engine/sweep/replication';
import { documentInFront, fileGiven } from '../configs/configFile';
import type { ConfigProblems } from '../configs/configProblems';
import { configIn } from '../configs/handlers';
import { configToStart, refuse } from '../experiments/start';
import { CONFIG_SUFFIX, Command, SWEEP_SUFFIX } from '../ids';
import type { Panels } from '../panel/panels';
import type { Runs } from '../runs';
import { refuseManyUntrusted } from '../trust';
import { chooseStudy } from './chooseStudy';
import type { Studies } from './studies';
import { MOST_SEEDS } from './studyCells';
import type { StudyFolders } from './studyFolders';
import { openNewSweep, sweepDocument, sweepOf } from './sweepFile';

export interface StudyCommandServices {
  readonly runs: Runs;
  readonly panels: Panels;
  readonly problems: ConfigProblems;
  readonly studies: Studies;
  readonly studyFolders: StudyFolders;
}

export function studyCommands(services: StudyCommandServices) {
  const { problems, studies, studyFolders } = services;
  return {
    [Command.replicate]: (uri: unknown) => replicateShown(services, fileGiven(uri, CONFIG_SUFFIX)),
    [Command.reliability]: (uri: unknown) => replicateShown(services, fileGiven(uri, CONFIG_SUFFIX), ORDERS),
    [Command.sweep]: (uri: unknown) => sweep(studies, problems, fileGiven(uri, SWEEP_SUFFIX)),
    [Command.newSweep]: () => openNewSweep(),
    /** @param given the id of a line that was clicked, or nothing */
    [Command.openStudy]: async (given: unknown) => {
      if (typeof given !== 'string' && studies.showRunning()) return;
      const id = typeof given === 'string' ? given : await chooseStudy(studyFolders);
      if (id !== undefined) await studies.open(id);
    },
    [Command.cancelStudy]: () => studies.cancel(),
  };
}

/** The config that was chosen, the run in front, the config in front, a run in sight, or what is run when nothing is chosen, in this order. */
async function replicateShown(
  { runs, panels, problems, studies }: StudyCommandServices,
  uri: vscode.Uri | undefined,
  orders?: number,
): Promise<void> {
  const panel = uri === undefined ? panels.latestRun() : undefined;
  const isShown =
    panel?.view.panel.active || (panel?.view.panel.visible && documentInFront(CONFIG_SUFFIX) === undefined);
  const config = isShown ? await configIn(panel, runs) : (await configToStart(problems, uri))?.config;
  if (config !== undefined) await replicateConfig(config, studies, orders);
}

/** Of the reliability: two say it, and more take their time. */
const ORDERS = 2;
/** Seeds that are proposed for it: it is much the same for all of them. */
const SEEDS_OF_ORDERS = 3;

/**
 * Runs an experiment under as many seeds as the person says, its own first.
 * @param orders of the examples, shuffled, in which each is run besides
 * @throws UntrustedError
 */
export async function replicateConfig(
  config: ExperimentConfig,
  studies: Pick<Studies, 'start'>,
  orders?: number,
): Promise<void> {
  refuseManyUntrusted();
  const expected = vscode.l10n.t('A whole number from 2 to {0}', MOST_SEEDS);
  const answer = await vscode.window.showInputBox({
    ...(orders === undefined
      ? {
          title: vscode.l10n.t('Replicate'),
          prompt: vscode.l10n.t('How many seeds? The same experiment runs under each, from {0} on.', config.seed),
          value: String(DEFAULT_SEEDS),
        }
      : {
          title: vscode.l10n.t('Reliability over Orders'),
          prompt: vscode.l10n.t(
            'How many seeds? The same experiment runs under each, from {0} on, and once more in {1} shuffled orders of its examples.',
            config.seed,
            orders,
          ),
          value: String(SEEDS_OF_ORDERS),
        }),
    validateInput: (text) => (seedsIn(text) === undefined ? expected : undefined),
  });
  const seeds = seedsIn(answer ?? '');
  if (seeds !== undefined) await studies.start('replication', replicationInput(config, seeds, orders));
}

function seedsIn(text: string): number | undefined {
  const seeds = /^\s*\d+\s*$/.test(text) ? Number(text) : 0;
  return seeds >= 2 && seeds <= MOST_SEEDS ? seeds : undefined;
}

/** Runs a sweep that was chosen, the one in front of the person, or one that they choose; its mistakes are marked in its file. */
async function sweep(studies: Studies, problems: ConfigProblems, uri: vscode.Uri | undefined): Promise<void> {
  refuseManyUntrusted();
  const document = uri === undefined ? await sweepDocument() : await vscode.workspace.openTextDocument(uri);
  if (document === undefined) return;
  problems.clear(document);
  try {
    await studies.start('sweep', sweepOf(document));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    await refuse(document, error, problems);
  }
}
