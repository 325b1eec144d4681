import { deepEqual, ok } from 'node:assert/strict';
import { parseConfig } from '../../src/engine/config';
import { configTemplate } from '../../src/engine/configTemplate';
import { parseConfigText } from '../../src/engine/configText';

describe('the template of a config', () => {
  it('is the default config', () => {
    deepEqual(parseConfig(parseConfigText(configTemplate())), parseConfig({}));
  });

  it('has every key that goes with the defaults, with what it means', () => {
    for (const words of [
      '"learningRate": 0.0001',
      'η. R² depends',
      '"groups": {',
      '"a": [1, 7]',
      '// "untilRow": 60000,',
      '`orderSeed`, where it is given',
    ])
      ok(configTemplate().includes(words), words);
    // Not with the order of the file, which is the default.
    ok(!configTemplate().includes('"orderSeed"'));
  });

  it('stays a config when its commented keys are taken in', () => {
    const text = configTemplate().replace(/\/\/ (?="\w+": .*,$)/gm, '');
    const { forks, network } = parseConfig(parseConfigText(text));
    deepEqual([forks.untilRow, network.outputActivation], [60000, 'identity']);
  });

  it('has no trailing comma and no line of more than 100 characters', () => {
    ok(!/,\s*\}/.test(configTemplate().replace(/^\s*\/\/.*\n/gm, '')));
    ok(
      configTemplate()
        .split('\n')
        .every((line) => line.length <= 100),
    );
  });
});
