/**
 * The addresses of weight dumps. Each says everything about what it names, so that it can be answered at any time:
 *
 * - `/<run id>/layer1/neuron-042.weights`, `/<run id>/layer1/biases.weights`, `/<run id>/layer1/pixel-14-07.weights`
 * - `/<run id>/initial/layer1/neuron-042.weights`, `/<run id>/phase1/…`, `/<run id>/fork-without-7/…`: of one network
 * - `/<run id>/selection/0123456789abcdef.weights`: a selection that is kept with the run
 * - `/<run id>/selection/0123456789abcdef/<name>.weights`: the same under the name it has, which its tab shows
 *
 * Layers count from 1; neurons, rows and columns from 0.
 */
export type DumpAddress =
  | { readonly kind: 'neuron'; readonly runId: string; readonly layer: number; readonly neuron: number }
  | { readonly kind: 'pixel'; readonly runId: string; readonly row: number; readonly column: number }
  | { readonly kind: 'biases'; readonly runId: string; readonly layer: number }
  | {
      readonly kind: 'network';
      readonly runId: string;
      /** `initial`, `phase1`, `fork-without-7` */
      readonly network: string;
      readonly layer: number;
      readonly neuron: number;
    }
  | {
      readonly kind: 'selection';
      readonly runId: string;
      /** First 16 hex digits of the SHA-256 of `ParameterSet.bits` */
      readonly hash: string;
      /** What its tab is called, as `nameInPath` writes it; the hash alone says what it is. */
      readonly name?: string;
    };

const LAYER = 'layer(?<layer>\\d{1,4})';
const NEURON = 'neuron-(?<neuron>\\d{3,9})';
const PATTERNS = [
  `${LAYER}/(?:${NEURON}|pixel-(?<row>\\d{2,9})-(?<column>\\d{2,9})|biases)`,
  `(?<network>initial|phase1|fork-[\\w-]{1,100})/${LAYER}/${NEURON}`,
  'selection/(?<hash>[0-9a-f]{16})(?:/(?<name>[^/]{1,100}))?',
].map((place) => new RegExp(`^/(?<runId>[\\w-]{1,100})/${place}\\.weights$`));

/** The path of an address. */
export function pathOf(address: DumpAddress): string {
  return `/${address.runId}/${placeOf(address)}.weights`;
}

/** A name that a person gave, as one part of a path. */
export function nameInPath(name: string): string {
  return name.replace(/[/\\\p{Cc}]/gu, ' ');
}

/** The address behind a path; undefined when it is not one, or not written as `pathOf` writes it. */
export function addressAt(path: string): DumpAddress | undefined {
  for (const pattern of PATTERNS) {
    const groups = pattern.exec(path)?.groups;
    if (groups === undefined) continue;
    const address = addressFrom(groups);
    return pathOf(address) === path ? address : undefined;
  }
  return undefined;
}

function placeOf(address: DumpAddress): string {
  switch (address.kind) {
    case 'neuron':
      return neuronPlace(address);
    case 'pixel':
      return `layer1/pixel-${pad(address.row, 2)}-${pad(address.column, 2)}`;
    case 'biases':
      return `layer${address.layer}/biases`;
    case 'network':
      return `${address.network}/${neuronPlace(address)}`;
    case 'selection':
      return address.name === undefined
        ? `selection/${address.hash}`
        : `selection/${address.hash}/${nameInPath(address.name)}`;
  }
}

function addressFrom(groups: Readonly<Record<string, string | undefined>>): DumpAddress {
  const { runId = '', network, hash, name } = groups;
  const [layer, neuron, row, column] = ['layer', 'neuron', 'row', 'column'].map((name) => Number(groups[name]));
  const place = { runId, layer: layer as number, neuron: neuron as number };
  if (hash !== undefined) return { kind: 'selection', runId, hash, ...(name === undefined ? {} : { name }) };
  if (network !== undefined) return { kind: 'network', network, ...place };
  if (groups['neuron'] !== undefined) return { kind: 'neuron', ...place };
  if (groups['row'] !== undefined) return { kind: 'pixel', runId, row: row as number, column: column as number };
  return { kind: 'biases', runId, layer: place.layer };
}

function neuronPlace({ layer, neuron }: { readonly layer: number; readonly neuron: number }): string {
  return `layer${layer}/neuron-${pad(neuron, 3)}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
