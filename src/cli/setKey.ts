import { setConfigKey } from '../engine/configKey';
import { MOST_CONFIG_VALUES } from '../engine/configText';
import { ConfigError } from '../engine/errors';
import { parseJson } from '../engine/untrusted/json';

/**
 * Sets one key of a config that has been read but not checked yet.
 * @param input is changed in place
 * @param pair `phase1.rows=1200`, `groups.a=[3,5]`, `phase1.tally="whole"`; a value that is not JSON is a text
 * @throws ConfigError when `pair` is not key=value, or the key leads through something that has no keys
 */
export function setKey(input: unknown, pair: string): void {
  const equals = pair.indexOf('=');
  if (equals < 1) {
    const expected = 'key=value, such as phase1.rows=1200';
    throw new ConfigError([{ path: '--set', found: JSON.stringify(pair), expected }]);
  }
  setConfigKey(input, pair.slice(0, equals).split('.'), jsonOrText(pair.slice(equals + 1)));
}

function jsonOrText(text: string): unknown {
  try {
    return parseJson(text, '--set', 'JSON', MOST_CONFIG_VALUES);
  } catch {
    return text;
  }
}
