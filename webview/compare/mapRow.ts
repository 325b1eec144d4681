import * as l10n from '@vscode/l10n';
import type { ComparedRun } from '../../src/model/compareProtocol';
import { decimal } from '../../src/text/format';
import { CellPicture } from '../charts/cells/cellPicture';
import { ColourLegend } from '../charts/colourLegend';
import { section } from '../charts/section';
import { diverging, symmetricLimit } from '../colours';
import type { Theme } from '../theme';
import { h, setText } from '../ui/dom';

/** The pixel maps of all runs side by side, then each one's difference to the first: all on one scale. */
export class MapRow {
  readonly element: HTMLElement;
  private readonly maps = h('div', { class: 'compared-maps' });
  private readonly words = h('p', { class: 'caption' });
  private readonly legend: ColourLegend;
  private pictures: CellPicture[] = [];

  constructor(private theme: Theme) {
    this.legend = new ColourLegend(theme);
    const { element, plot, notes } = section('compared', l10n.t('Pixels'), 'below');
    plot.append(this.maps, this.legend.element);
    notes.append(this.words);
    this.element = element;
  }

  update(runs: readonly ComparedRun[]): void {
    for (const { chart } of this.pictures) chart.dispose();
    this.pictures = [];
    const [first] = runs;
    if (first?.image == null) {
      this.maps.replaceChildren();
      this.legend.element.hidden = true;
      setText(this.words, l10n.t('Layer 1 of the first run reads no picture: there is no map.'));
      return;
    }
    const { rows, columns } = first.image;
    const mapped = [...runs.entries()].filter(([, { image }]) => image?.rows === rows && image.columns === columns);
    const differences = mapped
      .slice(1)
      .map(([index, run]): [string, Float64Array] => [
        l10n.t('{0} − 1', index + 1),
        run.pixelCorrelation.map((r, pixel) => r - (first.pixelCorrelation[pixel] as number)),
      ]);
    const maps = [
      ...mapped.map(([index, run]): [string, Float64Array] => [`${index + 1} · ${run.name}`, run.pixelCorrelation]),
      ...differences,
    ];
    // One scale for all, so that a difference looks as large as it is.
    const limit = Math.max(...maps.map(([, values]) => symmetricLimit(values)));
    const colour = (value: number, theme: Theme) => diverging(value / limit, theme.palette);
    this.maps.replaceChildren(
      ...maps.map(([title, values]) => {
        const picture = new CellPicture('compared-map', this.theme, () => {});
        picture.show({ rows, columns, values, limits: [-limit, limit], colour });
        this.pictures.push(picture);
        picture.element.setAttribute('role', 'img');
        picture.element.setAttribute('aria-label', `${title}: ${spread(values)}`);
        return h('figure', {}, picture.element, h('figcaption', {}, h('strong', {}, title), h('br'), spread(values)));
      }),
    );
    this.legend.element.hidden = false;
    this.legend.show(l10n.t('r of a pixel, and differences of r'), { limits: [-limit, limit], colour }, (value) =>
      decimal(value, 1),
    );
    setText(
      this.words,
      l10n.t(
        'r of y with x over the weights that leave each pixel; 0 where there is nothing to find. A difference of two runs holds the chance of both: runs that differ in the seed alone say how much that is.',
      ),
    );
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.legend.setTheme(theme);
    for (const { chart } of this.pictures) chart.setTheme(theme);
  }

  dispose(): void {
    for (const { chart } of this.pictures) chart.dispose();
  }
}

/** Mean and mean size over the pixels that have a number. */
function spread(values: Float64Array): string {
  const defined = values.filter((value) => !Number.isNaN(value));
  const mean = (numbers: Float64Array) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  if (defined.length === 0) return l10n.t('no pixel has a number');
  return l10n.t('mean {0}, mean size {1}', decimal(mean(defined)), decimal(mean(defined.map(Math.abs))));
}
