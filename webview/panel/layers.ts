import { type LayerView, type MeasureLayer, NO_NUMBERS } from '../../src/model/runView';

/** Weights of layers, besides the first, whose numbers are kept here at a time: some 70 bytes each. */
const MOST_WEIGHTS = 2 ** 20;

/**
 * The layers with one whose numbers have come. The first is kept; of the others, the numbers of as many as there is room
 * for: what is gone can be asked for again.
 * @param number of the layer, from 1
 */
export function withLayer(layers: readonly LayerView[], number: number, read: LayerView): LayerView[] {
  let left = MOST_WEIGHTS - read.weightX.length;
  return layers.map((layer, index) => {
    if (index === number - 1) return { ...layer, ...read };
    if (index === 0) return layer;
    left -= layer.weightX.length;
    return left >= 0 ? layer : withoutNumbers(layer);
  });
}

/** The layers with a measure in x's place; those of which it has not come are without numbers. */
export function withMeasure(layers: readonly LayerView[], measured: readonly (MeasureLayer | null)[]): LayerView[] {
  return layers.map((layer, index) => {
    const { [index]: one = null } = measured;
    return one === null ? withoutNumbers(layer) : { ...layer, ...one };
  });
}

/** Layers under a measure when others have come: those that had no numbers have none still. */
export function underMeasure(measured: readonly LayerView[], layers: readonly LayerView[]): LayerView[] {
  return measured.map((layer, index) => {
    const { here, known, weights, biases } = layers[index] as LayerView;
    if (!here) return withoutNumbers(layer);
    return layer.here ? layer : { ...layer, known, weights, biases };
  });
}

function withoutNumbers(layer: LayerView): LayerView {
  return { ...layer, ...NO_NUMBERS, here: false };
}
