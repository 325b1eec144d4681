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

/** What a page tells of each control, in that order. */
export const CONTROL_FINDINGS: readonly Finding[] = (Object.keys(CONTROL_TEXTS) as ControlName[]).flatMap((of) => {
  const { page } = CONTROL_TEXTS[of];
  return page === undefined ? [] : [{ ...page, of }];
});

/** What a page tells of some controls, in the order of `names`. */
export function findingsOf(...names: readonly ControlName[]): Finding[] {
  return names.flatMap((name) => CONTROL_FINDINGS.find(({ of }) => of === name) ?? []);
}

/** What a page calls some controls, in the order in which it tells of them. */
export function controlLabels(names: readonly ControlName[]): string[] {
  return CONTROL_FINDINGS.filter(({ of }) => of !== undefined && names.includes(of)).map(({ label }) => label());
}
