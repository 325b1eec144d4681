import type { ControlFinding } from '../../model/metrics';
import { causalEffect, type Moved } from '../attribution/importance/effect';
import type { TimeSlicer } from '../cancellation';
import type { Layer, Parameters } from '../network/parameters';
import { pixelAfterPixel } from '../network/pixelAfterPixel';
import { FiguresOfShares, type Relation } from './labelFigures';

/** What causal effects are made from, and where they are put for whoever else needs them. */
export interface EffectData extends Moved {
  /** Of every parameter. */
  readonly effect: Parameters;
}

/**
 * Whether x, and y, go with what weights do: with e_A − e_B, all three over the same weights. Is given, too, what is made
 * on the way.
 * @throws CancelledError
 */
export async function relateEffect(
  x: Layer,
  y: Layer,
  data: EffectData,
  slicer: TimeSlicer,
): Promise<ControlFinding<'effect'>> {
  await slicer.run(causalEffect(data, data.effect));
  const effect = data.effect.layers[0] as Layer;
  const figures = await FiguresOfShares.of(x, y, effect, x.outputs, slicer);
  const of = async (layer: Layer) => defined((await figures.figures(pixelAfterPixel(layer), slicer)).effect);
  return { n: figures.n, x: await of(x), y: await of(y) };
}

function defined({ r2, residualR, withinPixelR }: Relation): ControlFinding<'effect'>['x'] {
  const orNull = (value: number) => (Number.isNaN(value) ? null : value);
  return { r2: orNull(r2), residualR: orNull(residualR), withinPixelR: orNull(withinPixelR) };
}
