import * as l10n from '@vscode/l10n';
import type { PanelViewState } from '../../../src/model/panelProtocol';
import type { RunTitle, RunView } from '../../../src/model/runView';
import { pixelsCaption } from '../../../src/text/captions';
import { decimal, percent } from '../../../src/text/format';
import { groupWords } from '../../../src/text/groupWords';
import { type Scale, SHARE_SCALE, signedScale, upwardScale } from '../../charts/colourScale';
import { symmetricLimit } from '../../colours';

type MapName = PanelViewState['map'];

/** Of the false-discovery rate up to which an input's r counts as found. */
export const FOUND = 0.05;

interface InputMap {
  label(groups: { readonly a: string; readonly b: string }): string;
  /** One number an input, NaN where it is not defined; null where the run does not have it. */
  values(run: RunView): Float64Array | null;
  scale(values: Float64Array): Scale;
  format(value: number): string;
  caption(run: RunView): string;
}

const three = (value: number) => decimal(value);
const one = (value: number) => (value > 0 ? `+${decimal(value, 1)}` : decimal(value, value === 0 ? 0 : 1));

/** What the map of the inputs can show, by its name in the view's state. */
export const INPUT_MAPS: Readonly<Record<MapName, InputMap>> = {
  r: {
    label: () => 'r',
    values: ({ pixels }) => pixels.r,
    scale: (values) => signedScale(symmetricLimit(values)),
    format: one,
    caption: ({ metrics }) => pixelsCaption(metrics),
  },
  q: {
    label: () => l10n.t('p after false-discovery control'),
    values: ({ pixels }) => pixels.q,
    scale: () => ({
      limits: [0, 1],
      colour: (value, theme) => upwardScale(1).colour(1 - value, theme),
    }),
    format: (value) => decimal(value, value === 0.5 ? 1 : 0),
    caption: ({ pixels: { q, r } }) => {
      const found = [...q.keys()].filter((input) => (q[input] as number) <= FOUND);
      const below = found.filter((input) => (r[input] as number) < 0).length;
      return l10n.t(
        'Benjamini and Hochberg’s q of each input’s r, all inputs that never change being one hypothesis: {0} of {1} at {2} or below, {3} of them with r below 0. Dotted: above it.',
        found.length,
        q.length,
        FOUND,
        below,
      );
    },
  },
  meanX: {
    label: () => l10n.t('mean x'),
    values: ({ pixels }) => pixels.meanX,
    scale: () => SHARE_SCALE,
    format: three,
    caption: ({ title }) =>
      l10n.t('Mean x of the weights that leave each pixel: 1 means moved by {0} alone.', groupWords(title).a),
  },
  meanY: {
    label: () => l10n.t('mean y'),
    values: ({ pixels }) => pixels.meanY,
    scale: () => SHARE_SCALE,
    format: three,
    caption: ({ title }) =>
      l10n.t(
        'Mean y of the weights that leave each pixel: 1 means that only {0} make a difference.',
        groupWords(title).a,
      ),
  },
  inkA: ink('a'),
  inkB: ink('b'),
  active: {
    label: () => l10n.t('active examples'),
    values: ({ inputStatistics }) => inputStatistics?.active ?? null,
    scale: (values) => upwardScale(values.reduce((most, value) => Math.max(most, value), 1)),
    format: (value) => String(Math.round(value)),
    caption: () => l10n.t('How many of the examples used have ink in each pixel.'),
  },
};

function ink(group: 'a' | 'b'): InputMap {
  const words = (title: Pick<RunTitle, 'data'>) => groupWords(title)[group];
  return {
    label: (groups) => l10n.t('mean ink of {0}', groups[group]),
    values: ({ inputStatistics }) => inputStatistics?.[group === 'a' ? 'meanA' : 'meanB'] ?? null,
    scale: () => upwardScale(1),
    format: (value) => percent(value, 0),
    caption: ({ title }) => l10n.t('Mean ink of each pixel over the examples of {0}, from none to full.', words(title)),
  };
}
