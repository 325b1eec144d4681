import type { NeuronPlace } from '../../model/parameterOrder';

/** What a link says: a run, and what of it is selected. */
export interface RunLink {
  readonly runId: string;
  /** The hash under which the selection is kept with the run; undefined in a link to the run alone. */
  readonly selection: string | undefined;
  readonly primary: NeuronPlace | null;
}

/** Longer ones are refused unread. */
const LONGEST_LINK = 500;
const PATH = /^\/run\/([\w-]{1,100})$/;
const HASH = /^[0-9a-f]{16}$/;
const NEURON = /^([1-9]\d{0,3})-(\d{1,9})$/;

/** The path and the query of a link: `/run/<run id>`, `selection=<hash>&neuron=1-42`. */
export function linkParts({ runId, selection, primary }: RunLink): { path: string; query: string } {
  const said = selection === undefined ? [] : [`selection=${selection}`];
  if (selection !== undefined && primary !== null) said.push(`neuron=${primary.layer}-${primary.neuron}`);
  return { path: `/run/${runId}`, query: said.join('&') };
}

/**
 * What a link says; undefined when it is not one of ours. Nothing besides run, selection and neuron is read: the editor
 * adds keys of its own.
 * @param query percent-decoded, as an editor's `Uri` has it
 */
export function parseLink({ path, query }: { readonly path: string; readonly query: string }): RunLink | undefined {
  if (path.length + query.length > LONGEST_LINK) return undefined;
  const runId = PATH.exec(path)?.[1];
  const values = new URLSearchParams(query);
  const selection = values.get('selection') ?? undefined;
  const neuron = values.get('neuron');
  if (runId === undefined || (selection === undefined ? neuron !== null : !HASH.test(selection))) return undefined;
  if (neuron === null) return { runId, selection, primary: null };
  const match = NEURON.exec(neuron);
  return match === null
    ? undefined
    : { runId, selection, primary: { layer: Number(match[1]), neuron: Number(match[2]) } };
}
