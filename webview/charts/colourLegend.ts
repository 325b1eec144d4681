import type { Theme } from '../theme';
import { h, setText } from '../ui/dom';
import type { Scale } from './colourScale';

/** Steps of the gradient. */
const STEPS = 32;

/** A bar of a scale's colours with what its ends and its middle stand for. */
export class ColourLegend {
  readonly element: HTMLElement;
  private readonly label = h('span', { class: 'label' });
  private readonly bar = h('div', { class: 'colour-bar' });
  private readonly ticks = [h('span', {}, '\u00a0'), h('span'), h('span')] as const;
  private scale: Scale | null = null;

  constructor(private theme: Theme) {
    const ticks = h('div', { class: 'colour-ticks' }, ...this.ticks);
    this.element = h(
      'div',
      { class: 'colour-legend' },
      this.label,
      h('div', { class: 'colour-scale', 'aria-hidden': 'true' }, this.bar, ticks),
    );
  }

  /** @param format writes the numbers at the ends and in the middle */
  show(label: string, scale: Scale, format: (value: number) => string): void {
    this.scale = scale;
    setText(this.label, label);
    const [low, high] = scale.limits;
    for (const [index, value] of [low, (low + high) / 2, high].entries())
      setText(this.ticks[index] as HTMLElement, format(value));
    this.paint();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.paint();
  }

  private paint(): void {
    const { scale } = this;
    if (scale === null) return;
    const [low, high] = scale.limits;
    const stops = Array.from({ length: STEPS + 1 }, (_, step) =>
      scale.colour(low + ((high - low) * step) / STEPS, this.theme),
    );
    this.bar.style.background = `linear-gradient(to right, ${stops.join(', ')})`;
  }
}
