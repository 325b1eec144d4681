import * as vscode from 'vscode';
import type { CausalEvent } from '../../engine/causal/overSeeds';
import type { CausalTestRequest, EngineContract } from '../../engine/worker/contracts';
import type { Progress } from '../../model/job';
import { percent } from '../../text/format';
import type { EngineThread } from '../jobs/engineThread';
import { Job, starting } from '../jobs/job';

/** The weights that are ranked. */
const TENSOR = 'layer1.weight';

/** One causal test of a run, seen from the extension host. */
export class CausalJob extends Job {
  constructor(
    readonly runId: string,
    log: vscode.LogOutputChannel,
  ) {
    super(`Causal test of run ${runId}`, log, starting());
  }

  start(engine: EngineThread, asked: Omit<CausalTestRequest, 'tensor'>): void {
    this.log.info(`${this.name} starts, over ${asked.seeds} seeds`);
    const onEvent = (event: EngineContract['causal']['event']) =>
      // Reading images is no part of the whole that the bar stands for.
      this.tell(event.type === 'causal' ? progressOf(event) : { ...NOTHING_YET, stage: event.message });
    this.run((cancel) => engine.start('causal', { ...asked, tensor: TENSOR }, { cancel, onEvent }));
  }
}

const NOTHING_YET = { detail: '', share: null, secondsLeft: null };

/** Training a seed counts as much as testing it. */
function progressOf({ stage, index, seeds, share }: CausalEvent): Progress {
  const what =
    stage === 'training' ? vscode.l10n.t('Training the networks') : vscode.l10n.t('Changing weights, dose by dose');
  const of = seeds === 1 ? '' : ` ${vscode.l10n.t('of seed {0} of {1}', index + 1, seeds)}`;
  const stages = 2 * seeds - 1;
  const before = index === 0 ? 0 : stage === 'training' ? 2 * index - 1 : 2 * index;
  return { stage: `${what}${of}`, detail: percent(share, 0), share: (before + share) / stages, secondsLeft: null };
}
