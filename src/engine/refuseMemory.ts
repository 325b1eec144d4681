import { ConfigError } from './errors';

/** @throws ConfigError */
export function refuseMemory(sizes: readonly number[], needed: number, most: number, whose: string): void {
  if (needed <= most) return;
  const gibi = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  throw new ConfigError([
    {
      path: 'network.hidden',
      found: `a network ${sizes.join('–')}, whose experiment would need ${gibi(needed)} of memory`,
      expected: `one that needs at most the ${gibi(most)} ${whose}: fewer hidden neurons, fewer classes or fewer rows`,
    },
  ]);
}
