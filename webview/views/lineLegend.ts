import { decimal, percent } from '../../src/shared/format';
import type { LineBand } from '../../src/shared/panelProtocol';
import { h, setText } from '../ui/dom';

const TYPICAL = {
  slope: 0.87,
  band: {
    method: 'two-way cluster-robust',
    level: 0.95,
    slopeVariance: 0,
    interceptVariance: 0,
    covariance: 0,
    degreesOfFreedom: 1,
    quantile: 0,
  },
} as const;

/** What the lines of a scatter plot are, each beside a piece of itself. */
export class LineLegend {
  readonly element = h('p', { class: 'line-legend' });
  private readonly fit = entry('solid');
  private readonly band = entry('dashed');
  private readonly identity = entry('dotted');

  constructor() {
    this.element.append(this.fit.element, this.band.element, this.identity.element);
    setText(this.identity.words, 'y = x');
    // As long as what will stand there.
    this.show(TYPICAL);
    this.show(null);
  }

  /** @param fit the least-squares line, or null where there is none */
  show(fit: { readonly slope: number; readonly band: LineBand | null } | null): void {
    for (const { element } of [this.fit, this.identity]) element.classList.toggle('held', fit === null);
    this.band.element.classList.toggle('held', fit === null || fit.band === null);
    if (fit === null) return;
    setText(this.fit.words, `least squares, slope ${decimal(fit.slope, 2)}`);
    if (fit.band === null) return;
    const { method, level } = fit.band;
    const clusters = method === 'two-way cluster-robust' ? ', cluster-robust over neurons and inputs' : `, ${method}`;
    setText(this.band.words, `its ${percent(level, 0)} band${clusters}`);
  }
}

function entry(line: 'solid' | 'dashed' | 'dotted') {
  const words = h('span');
  return { words, element: h('span', { class: 'line-entry' }, h('span', { class: `line-sample ${line}` }), words) };
}
