/**
 * The addresses of weight dumps. Each says everything about what it names, so that it can be answered at any time:
 * `/<run id>/layer1/neuron-042.weights`, `/<run id>/layer1/pixel-14-07.weights`.
 */
export type DumpAddress =
  | { readonly kind: 'neuron'; readonly runId: string; readonly layer: number; readonly neuron: number }
  | { readonly kind: 'pixel'; readonly runId: string; readonly row: number; readonly column: number };

const PATTERN = /^\/([\w-]{1,100})\/layer(\d{1,4})\/(?:neuron-(\d{3,9})|pixel-(\d{2,9})-(\d{2,9}))\.weights$/;

/** The path of an address. Layers count from 1; neurons, rows and columns from 0. */
export function pathOf(address: DumpAddress): string {
  switch (address.kind) {
    case 'neuron':
      return `/${address.runId}/layer${address.layer}/neuron-${pad(address.neuron, 3)}.weights`;
    case 'pixel':
      return `/${address.runId}/layer1/pixel-${pad(address.row, 2)}-${pad(address.column, 2)}.weights`;
  }
}

/** The address behind a path; undefined when it is not one, or not written as `pathOf` writes it. */
export function addressAt(path: string): DumpAddress | undefined {
  const match = PATTERN.exec(path);
  if (match === null) return undefined;
  const [, runId = '', layer, neuron, row, column] = match;
  const address: DumpAddress =
    neuron === undefined
      ? { kind: 'pixel', runId, row: Number(row), column: Number(column) }
      : { kind: 'neuron', runId, layer: Number(layer), neuron: Number(neuron) };
  return pathOf(address) === path ? address : undefined;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
