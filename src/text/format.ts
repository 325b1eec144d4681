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
  return inPowersOfTen(value.toExponential(1));
}

/** Three significant digits, "0.0312", "−1.20 × 10⁻⁵": for numbers of any size side by side. */
export function compact(value: number): string {
  if (!Number.isFinite(value)) return l10n.t('undefined');
  if (value === 0) return '0';
  const size = Math.abs(value);
  return inPowersOfTen(size >= 1e-3 && size < 1e4 ? value.toPrecision(3) : value.toExponential(2));
}

/** In powers of ten with no more digits than it needs, "3 × 10⁻⁷", "10⁻⁸". */
export function powers(value: number): string {
  return inPowersOfTen(value.toExponential()).replace(/^(\u2212?)1 × 10/, '$110');
}

/** With no more digits than it needs, as a learning rate or a number at an axis: "0.0001", "3 × 10⁻⁷". */
export function plain(value: number): string {
  const size = Math.abs(value);
  return size > 0 && (size < 1e-4 || size >= 1e6) ? powers(value) : inPowersOfTen(String(value));
}

/** As `plain`, of a number rounded to so many significant digits. */
export function rounded(value: number, digits: number): string {
  return plain(Number(value.toPrecision(digits)));
}

/** "12 s", "2 min 5 s" */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return l10n.t('{0} s', whole);
  if (whole < 3600) return l10n.t('{0} min {1} s', Math.floor(whole / 60), whole % 60);
  return l10n.t('{0} h {1} min', Math.floor(whole / 3600), Math.floor((whole % 3600) / 60));
}

/** A time of ISO 8601 in the words of a language, "2 January 2026 at 04:04 GMT+1"; as it is where it is none. */
export function dateAndTime(iso: string, language: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  // Anything else than a tag of a language would be an error.
  const tag = /^[a-z]{2,3}(?:-[a-z\d]{2,8})*$/i.test(language) ? language : 'en';
  return time.toLocaleString(tag, { dateStyle: 'long', timeStyle: 'long' });
}

/** A number that a program has written, for people: "-1.2e-5" is "−1.2 × 10⁻⁵". */
function inPowersOfTen(text: string): string {
  const [mantissa, exponent] = text.split('e') as [string, string | undefined];
  const signed = mantissa.replace('-', MINUS);
  return exponent === undefined ? signed : `${signed} × 10${superscript(Number(exponent))}`;
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
