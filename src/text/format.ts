import * as l10n from '@vscode/l10n';

/** Numbers as the panel and its sentences write them: as many digits as are known, a true minus, thousands apart. */

const MINUS = '\u2212';

/** "0.305", "−0.012"; "undefined" where there is none, and for NaN. */
export function decimal(value: number | null | undefined, places = 3): string {
  if (value == null || Number.isNaN(value)) return l10n.t('undefined');
  const text = Math.abs(value).toFixed(places);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** "78,400" */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "1 weight", "84 weights" */
export function countOf(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Two significant digits in powers of ten, "8.6 × 10⁻⁹"; "0" for zero. */
export function scientific(value: number): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return l10n.t('undefined');
  const [mantissa, exponent] = value.toExponential(1).split('e') as [string, string];
  return `${mantissa.replace('-', MINUS)} × 10${superscript(Number(exponent))}`;
}

/** Three significant digits, "0.0312", "−1.20e−5": for numbers of any size side by side. */
export function compact(value: number): string {
  if (!Number.isFinite(value)) return l10n.t('undefined');
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e4) return value.toPrecision(3).replace('-', MINUS);
  return value.toExponential(2).replace('e+', 'e').replaceAll('-', MINUS);
}

/** A learning rate as a person would write it: "0.0001", "3 × 10⁻⁷". */
export function plain(value: number): string {
  const text = String(value);
  const match = /^([\d.]+)e([+-]\d+)$/.exec(text);
  return match === null ? text : `${match[1]} × 10${superscript(Number(match[2]))}`;
}

/** "84.2 %" */
export function percent(share: number, places = 1): string {
  return `${(share * 100).toFixed(places)} %`;
}

/** Whole per cent of what is done: 100 % only when all of it is. */
export function percentDone(share: number): string {
  return `${Math.floor(100 * share)} %`;
}

/** "about 3 min left", "about 40 s left"; empty while it is not known. */
export function timeLeft(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds < 1) return l10n.t('almost done');
  if (seconds < 90) return l10n.t('about {0} s left', Math.ceil(seconds));
  if (seconds < 5400) return l10n.t('about {0} min left', Math.round(seconds / 60));
  return l10n.t('about {0} h left', Math.round(seconds / 3600));
}

function superscript(exponent: number): string {
  return String(exponent).replace(/[-\d]/g, (sign) => (sign === '-' ? '⁻' : ('⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)] as string)));
}
