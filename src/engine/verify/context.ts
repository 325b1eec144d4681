import type { CancelFlag } from '../cancellation';
import type { Evidence } from '../claims/evidence';
import type { CellData } from '../sweep/cellData';

/** How, as opposed to what, is verified. */
export interface VerifyContext {
  readonly cancel: CancelFlag;
  /** @param message what is looked at now */
  readonly progress: (message: string) => void;
  /** The pages that are made from the evidence of claims, by the names of their files. */
  readonly pages: (evidence: Evidence) => Readonly<Record<string, string>>;
  /** Where the images come from; with it, every metric is made again from the tensors. */
  readonly deep?: CellData;
}

/** Reported of a file that was written before checksums were. */
export const UNVERIFIABLE = 'cannot be verified: made before figures had checksums';
