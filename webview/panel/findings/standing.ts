import type { RunView } from '../../../src/model/runView';
import { type Finding, type FindingWords, isAwaited } from '../../../src/text/controls/control';

/** How it stands with a finding of a run. */
export interface Standing {
  /** Null while it is not made, and where the run does not hold what it is made of. */
  readonly words: FindingWords | null;
  /** Its number; dots while it is being made, a dash where there is no run yet. */
  readonly value: string;
  /** Whether it has no place: the run does not hold what it is made of. */
  readonly isAbsent: boolean;
}

export function standingOf(finding: Finding, run: RunView | null): Standing {
  const isMade = run !== null && !isAwaited(finding, run);
  const layer1 = run?.layers[0];
  const words = isMade && layer1 !== undefined ? finding.words(run, layer1) : null;
  return { words, value: words?.value ?? (run === null ? '–' : '…'), isAbsent: isMade && words === null };
}
