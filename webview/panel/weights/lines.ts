import { isShare } from '../../../src/model/measures';
import { lineSeries } from '../../charts/axes';
import { regressionBand } from '../../charts/band';
import type { Viewport } from '../../charts/viewport';
import type { Theme } from '../../theme';
import type { WeightPoints } from './weightPoints';

/**
 * The lines over the points as series of a chart: y = x where x is a share, the least-squares line, and the two edges of
 * its band. None on log-ratio axes.
 */
export function linesOver({ axes, measure, layer }: WeightPoints, { window }: Viewport, theme: Theme) {
  if (axes !== 'shares') return [];
  const { slope, intercept, band } = layer.weights;
  const diagonal: [number, number][] = [
    [window.x0, window.x0],
    [window.x1, window.x1],
  ];
  const identity = isShare(measure)
    ? [lineSeries('identity', diagonal, { color: theme.subtle, width: 1, type: 'dotted' })]
    : [];
  if (slope === null || intercept === null) return identity;
  const at = (x: number): [number, number] => [x, intercept + slope * x];
  const fit = lineSeries('fit', [at(window.x0), at(window.x1)], {
    color: theme.foreground,
    width: 1.5,
    type: 'solid',
  });
  if (band == null) return [...identity, fit];
  const { upper, lower } = regressionBand({ slope, intercept, ...band }, band.quantile, window);
  const edge = { color: theme.foreground, width: 1, type: 'dashed', opacity: 0.8 } as const;
  const edges = [...upper, ...lower].map((piece, index) => lineSeries(`band-${index}`, piece, edge));
  return [...identity, fit, ...edges];
}
