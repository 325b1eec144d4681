import { isRecord } from '../../model/guards';
import { parseConfig } from '../config';
import type { Evidence } from './evidence';

/** The command that makes the same page again. */
export function commandOf({ config, seeds }: Pick<Evidence, 'config' | 'seeds'>): string {
  const { data, ...rest } = config;
  const { data: _, ...defaults } = parseConfig({});
  const parts = [
    'npm run -s attribution -- claims --out claims',
    `--data ${quoted(data)}`,
    `--seeds ${seeds.length}`,
    ...changesOf(rest, defaults, '').map(([key, value]) => `--set ${quoted(`${key}=${JSON.stringify(value)}`)}`),
  ];
  return parts.join(' ');
}

/** The keys of a config that are not as they are by default. */
function* changesWithin(
  value: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
  prefix: string,
): Generator<[string, unknown]> {
  for (const [key, inner] of Object.entries(value)) {
    const usual = defaults[key];
    if (JSON.stringify(inner) === JSON.stringify(usual)) continue;
    const both = isRecord(inner) && isRecord(usual) && !Array.isArray(inner) && key !== 'optimiser';
    if (both) yield* changesWithin(inner, usual, `${prefix}${key}.`);
    else yield [`${prefix}${key}`, inner];
  }
}

function changesOf(...given: Parameters<typeof changesWithin>): [string, unknown][] {
  return [...changesWithin(...given)];
}

/** As a POSIX shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w.=/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
