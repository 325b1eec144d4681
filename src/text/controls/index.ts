import type { ControlName } from '../../model/metrics';
import { bootstrap } from './bootstrap';
import { clusterPurity } from './clusterPurity';
import type { ControlText, Finding } from './control';
import { decomposition } from './decomposition';
import { effect } from './effect';
import { inkAlone } from './inkAlone';
import { inkShare } from './inkShare';
import { labelPermutation } from './labelPermutation';
import { logRatios } from './logRatios';
import { jointPermutation, neuronPermutation, pixelPermutation } from './permutations';
import { residual } from './residual';
import { routing } from './routing';
import { wholeTally } from './wholeTally';
import { withoutConstant } from './withoutConstant';

/** Every control in words, in the order in which a page tells of them. */
export const CONTROL_TEXTS: { readonly [Name in ControlName]: ControlText<Name> } = {
  neuronPermutation,
  inkAlone,
  inkShare,
  residual,
  labelPermutation,
  effect,
  bootstrap,
  decomposition,
  pixelPermutation,
  jointPermutation,
  withoutConstant,
  wholeTally,
  logRatios,
  clusterPurity,
  routing,
};

/** Those of which a page tells. */
export const CONTROL_FINDINGS = findingsOf(...Object.values(CONTROL_TEXTS));

export function findingsOf(...texts: readonly Pick<ControlText<ControlName>, 'page'>[]): Finding[] {
  return texts.flatMap(({ page }) => page ?? []);
}
