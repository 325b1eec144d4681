import * as l10n from '@vscode/l10n';
import type { TurnedImage, TurnedImages } from '../../../src/model/surgeryProtocol';
import { count, decimal } from '../../../src/text/format';
import { h, setText } from '../../ui/dom';

/** Height of a picture in CSS pixels. */
const HEIGHT = 42;

/** The held-out images that an operation turned one way, as small pictures. */
export class TurnedPictures {
  readonly element: HTMLElement;
  private readonly heading = h('h3');
  private readonly list = h('ul', { class: 'turned-list' });
  private shown: TurnedImages | null = null;

  constructor(
    private readonly title: string,
    private readonly nothing: string,
  ) {
    this.element = h('div', { class: 'turned' }, this.heading, this.list);
    this.show(null, { rows: 1, columns: 1 });
  }

  show(turned: TurnedImages | null, image: { readonly rows: number; readonly columns: number }): void {
    if (turned !== null && turned === this.shown) return;
    this.shown = turned;
    setText(this.heading, turned === null ? this.title : `${this.title}: ${count(turned.count)}`);
    const items = (turned?.images ?? []).map((one) => item(one, image));
    const more = (turned?.count ?? 0) - items.length;
    if (turned !== null && turned.count === 0) items.push(words(this.nothing));
    // A result that was kept has no pictures until it is made anew.
    else if (turned !== null && turned.images.length === 0) items.push(words('…'));
    else if (more > 0) items.push(words(l10n.t('and {0} more', count(more))));
    this.list.replaceChildren(...items);
  }
}

function words(text: string): HTMLElement {
  return h('li', { class: 'turned-words' }, text);
}

function item(
  { label, row, before, after, pixels }: TurnedImage,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): HTMLElement {
  const canvas = h('canvas', { width: String(columns), height: String(rows), role: 'img' });
  const [was, is] = [decimal(before, 2), decimal(after, 2)];
  canvas.setAttribute(
    'aria-label',
    l10n.t('A {0}, held-out image {1}: margin {2} before, {3} after', label, row, was, is),
  );
  canvas.title = canvas.getAttribute('aria-label') ?? '';
  canvas.style.height = `${HEIGHT}px`;
  canvas.style.width = `${(HEIGHT * columns) / rows}px`;
  paint(canvas, pixels);
  const caption = h(
    'span',
    { class: 'turned-caption', 'aria-hidden': 'true' },
    h('strong', {}, String(label)),
    ` ${was} → ${is}`,
  );
  return h('li', {}, canvas, caption);
}

/** As the images are: ink light on dark, in every theme. */
function paint(canvas: HTMLCanvasElement, pixels: Uint8Array): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const picture = context.createImageData(canvas.width, canvas.height);
  for (const [index, pixel] of pixels.entries()) picture.data.set([pixel, pixel, pixel, 255], 4 * index);
  context.putImageData(picture, 0, 0);
}
