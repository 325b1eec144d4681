/** A colour's parts: red, green and blue 0 … 255, alpha 0 … 1, not premultiplied. */
export interface Rgba {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

/**
 * Reads `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, `rgb(…)` and `rgba(…)`: all that themes write and that a canvas answers.
 * @throws RangeError on anything else
 */
export function parseColour(css: string): Rgba {
  const text = css.trim().toLowerCase();
  const parts = text.startsWith('#') ? hexParts(text.slice(1)) : functionParts(text);
  if (parts === null) throw new RangeError(`"${css}" is no colour of the form #rrggbb or rgba(r, g, b, a).`);
  const [red, green, blue, alpha] = parts;
  return { red, green, blue, alpha };
}

type Parts = readonly [number, number, number, number];

function hexParts(digits: string): Parts | null {
  if (!/^(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(digits)) return null;
  const long = digits.length <= 4 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const at = (place: number) => Number.parseInt(long.slice(place, place + 2), 16);
  return [at(0), at(2), at(4), long.length === 8 ? at(6) / 255 : 1];
}

function functionParts(text: string): Parts | null {
  const inner = /^rgba?\(([^()]*)\)$/.exec(text)?.[1];
  if (inner === undefined) return null;
  const words = inner.split(/[\s,/]+/).filter((word) => word !== '');
  if (words.length < 3 || words.length > 4) return null;
  const value = (word: string, whole: number) => {
    const number = Number(word.endsWith('%') ? word.slice(0, -1) : word);
    return Math.max(0, Math.min(whole, word.endsWith('%') ? (number * whole) / 100 : number));
  };
  const [red, green, blue] = words.map((word) => value(word, 255)) as [number, number, number];
  const alpha = value(words[3] ?? '1', 1);
  return [red, green, blue, alpha].some(Number.isNaN) ? null : [red, green, blue, alpha];
}

/** Any colour that CSS knows: the canvas says it in a form that can be read. One that it does not know is black. */
export function colourOf(css: string, context: CanvasRenderingContext2D): Rgba {
  context.fillStyle = '#000000';
  context.fillStyle = css;
  return parseColour(context.fillStyle);
}
