import * as l10n from '@vscode/l10n';
import { isShare } from '../../../src/model/measures';
import type { TensorMetrics } from '../../../src/model/metrics';
import { decimal, percent } from '../../../src/text/format';
import type { LineKey } from '../../charts/export/exportable';
import { h, setText } from '../../ui/dom';
import { bandMethodWords } from '../words';
import type { WeightPoints } from './weightPoints';

/** The least-squares line and its band; `identity`: whether y = x is drawn. */
interface Fit {
  readonly slope: number;
  readonly band: TensorMetrics['band'];
  readonly identity: boolean;
}

const IDENTITY = 'y = x';

/** What the lines of a scatter plot are, each beside a piece of itself. */
export class LineLegend {
  readonly element = h('p', { class: 'line-legend' });
  private readonly fit = entry('solid');
  private readonly band = entry('dashed');
  private readonly identity = entry('dotted');

  constructor() {
    this.element.append(this.fit.element, this.band.element, this.identity.element);
    setText(this.identity.words, IDENTITY);
    this.show(null);
  }

  /** @param fit the least-squares line, or null where there is none; `identity`: whether y = x is drawn */
  show(fit: Fit | null): void {
    this.fit.element.hidden = fit === null;
    this.identity.element.hidden = fit?.identity !== true;
    this.band.element.hidden = fit?.band == null;
    if (fit === null) return;
    setText(this.fit.words, fitWords(fit.slope));
    if (fit.band != null) setText(this.band.words, bandWords(fit.band));
  }
}

/** What of the lines there is on the axes that are shown; null where there is no line through the points. */
export function fitOf({ axes, measure, line: { slope, band } }: WeightPoints): Fit | null {
  return slope === null ? null : { slope, band, identity: axes === 'shares' && isShare(measure) };
}

/** The same for a picture. */
export function lineKeys(fit: Fit | null): LineKey[] {
  if (fit === null) return [];
  return [
    { kind: 'solid', words: fitWords(fit.slope) },
    ...(fit.band == null ? [] : [{ kind: 'dashed', words: bandWords(fit.band) } as const]),
    ...(fit.identity ? [{ kind: 'dotted', words: IDENTITY } as const] : []),
  ];
}

function fitWords(slope: number): string {
  return l10n.t('least squares, slope {0}', decimal(slope, 2));
}

function bandWords(band: NonNullable<TensorMetrics['band']>): string {
  const share = percent(band.level, 0);
  return band.method === 'two-way cluster-robust'
    ? l10n.t('its {0} band, cluster-robust over neurons and inputs', share)
    : l10n.t('its {0} band, {1}', share, bandMethodWords(band));
}

function entry(line: 'solid' | 'dashed' | 'dotted') {
  const words = h('span');
  return { words, element: h('span', { class: 'line-entry' }, h('span', { class: `line-sample ${line}` }), words) };
}
