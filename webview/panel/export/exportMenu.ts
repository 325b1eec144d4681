import * as l10n from '@vscode/l10n';
import type { Exportable, PictureScale } from '../../charts/export/exportable';
import { button, select } from '../../ui/controls';
import { h } from '../../ui/dom';
import { type DropDown, dropDown } from '../../ui/dropDown';
import type { Context } from '../context';
import { offerPicture, postReport } from './pictures';
import { reportPlots } from './reportPlots';

/** A kind of picture file. */
type Format = 'svg' | `png ${PictureScale}`;

const FORMATS: readonly { readonly value: Format; readonly label: string }[] = [
  { value: 'svg', label: 'SVG' },
  { value: 'png 1', label: 'PNG' },
  { value: 'png 2', label: l10n.t('PNG, 2 ×') },
  { value: 'png 3', label: l10n.t('PNG, 3 ×') },
  { value: 'png 4', label: l10n.t('PNG, 4 ×') },
];

/** Everything that can leave the panel: plots as pictures, parameters as tables, the run as a page. */
export class ExportMenu {
  private readonly menu: DropDown;
  private readonly plots = select<number>(l10n.t('Plot'), (plot) => {
    this.plot = plot;
  });
  private readonly formats = select<Format>(l10n.t('Kind of picture'), (format) => {
    this.format = format;
  });
  private plot = 0;
  private format: Format = 'svg';

  /** @param exportables the plots as they are now, in their order */
  constructor(
    private readonly context: Context,
    private readonly exportables: () => readonly Exportable[],
  ) {
    const { host } = context;
    this.formats.set(FORMATS, this.format);
    const content = [
      this.plots.element,
      this.formats.element,
      button({ label: l10n.t('Save Picture…'), main: true, onPress: () => this.save() }),
      h('hr'),
      button({
        label: l10n.t('All Parameters…'),
        description: l10n.t('CSV, NPY or safetensors with one row a parameter'),
        onPress: () => this.close(() => host.post({ type: 'exportAll' })),
      }),
      button({
        label: l10n.t('Report…'),
        description: l10n.t('This run as one HTML page that needs no editor'),
        onPress: () => this.close(() => this.report()),
      }),
    ];
    this.menu = dropDown({
      className: 'export-menu',
      button: l10n.t('Export'),
      content,
      onOpen: () => this.offer(),
    });
  }

  get element(): HTMLElement {
    return this.menu.element;
  }

  private offer(): void {
    const plots = this.exportables();
    this.plot = Math.min(this.plot, Math.max(0, plots.length - 1));
    this.plots.set(
      plots.map(({ title }, value) => ({ value, label: title.split(':')[0] ?? title })),
      this.plot,
    );
  }

  private save(): void {
    const plot = this.exportables()[this.plot];
    if (plot === undefined) return;
    const scale = this.format === 'svg' ? 1 : (Number(this.format.slice('png '.length)) as PictureScale);
    const { host, announcer } = this.context;
    offerPicture(host, plot, this.format === 'svg' ? 'svg' : 'png', scale).catch((error: unknown) =>
      announcer.say(l10n.t('No picture: {0}', error instanceof Error ? error.message : String(error))),
    );
    this.close();
  }

  private report(): void {
    const { host, announcer, store } = this.context;
    postReport(host, reportPlots(store.complete, this.exportables())).catch((error: unknown) =>
      announcer.say(l10n.t('No report: {0}', error instanceof Error ? error.message : String(error))),
    );
  }

  private close(then: () => void = () => {}): void {
    this.menu.close();
    then();
  }
}
