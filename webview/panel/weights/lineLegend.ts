import * as l10n from '@vscode/l10n';
import type { TensorMetrics } from '../../../src/model/metrics';
import { decimal, percent } from '../../../src/text/format';
import { h, setText } from '../../ui/dom';
import { bandMethodWords } from '../words';

/** What the lines of a scatter plot are, each beside a piece of itself. */
export class LineLegend {
  readonly element = h('p', { class: 'line-legend' });
  private readonly fit = entry('solid');
  private readonly band = entry('dashed');
  private readonly identity = entry('dotted');

  constructor() {
    this.element.append(this.fit.element, this.band.element, this.identity.element);
    setText(this.identity.words, 'y = x');
    this.show(null);
  }

  /** @param fit the least-squares line, or null where there is none; `identity`: whether y = x is drawn */
  show(fit: { readonly slope: number; readonly band: TensorMetrics['band']; readonly identity: boolean } | null): void {
    this.fit.element.hidden = fit === null;
    this.identity.element.hidden = fit?.identity !== true;
    this.band.element.hidden = fit?.band == null;
    if (fit === null) return;
    setText(this.fit.words, l10n.t('least squares, slope {0}', decimal(fit.slope, 2)));
    if (fit.band == null) return;
    const { method, level } = fit.band;
    const share = percent(level, 0);
    const words =
      method === 'two-way cluster-robust'
        ? l10n.t('its {0} band, cluster-robust over neurons and inputs', share)
        : l10n.t('its {0} band, {1}', share, bandMethodWords(fit.band));
    setText(this.band.words, words);
  }
}

function entry(line: 'solid' | 'dashed' | 'dotted') {
  const words = h('span');
  return { words, element: h('span', { class: 'line-entry' }, h('span', { class: `line-sample ${line}` }), words) };
}
