import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { writeRun } from '../../../src/engine/runs/runStore';
import { run, temporaryFolders, tinyConfig, tinyData } from '../support';

describe('tensors of a run', function () {
  this.timeout(30_000);
  const parent = temporaryFolders();

  it('opens in Python, by the format’s specification', async function () {
    const python = '/usr/bin/python3';
    if (spawnSync(python, ['-c', 'import numpy']).status !== 0) this.skip();
    const folder = join(parent(), 'run');
    const finished = await run(tinyConfig(), tinyData());
    await writeRun(finished, folder, new Date(), 1.25);
    const script = `
import json, sys, numpy as np
raw = open(sys.argv[1], 'rb').read()
n = int.from_bytes(raw[:8], 'little')
header = json.loads(raw[8:8 + n])
assert n % 8 == 0 and header.pop('__metadata__') == {'format': 'attribution-run', 'formatVersion': '1'}
data, end = raw[8 + n:], 0
tensors = {}
for name, entry in sorted(header.items(), key=lambda item: item[1]['data_offsets']):
    assert entry['dtype'] == 'F64' and entry['data_offsets'][0] == end
    end = entry['data_offsets'][1]
    tensors[name] = np.frombuffer(data[slice(*entry['data_offsets'])], '<f8').reshape(entry['shape'])
assert end == len(data)
t = lambda name: tensors[name + '/layer1.weight']
print(json.dumps({
  'x': float(np.abs(t('tally/a') / (t('tally/a') + t('tally/b')) - t('x')).max()),
  'd': float(np.abs(np.abs(t('fork/without-6') - t('fork/without-8')) - t('difference/d')).max()),
  'r2': float(np.corrcoef(t('x').ravel(), t('y').ravel())[0, 1] ** 2),
}))`;
    const path = join(folder, 'tensors.safetensors');
    const { stdout, stderr, status } = spawnSync(python, ['-c', script, path], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const found = JSON.parse(stdout) as { x: number; d: number; r2: number };
    assert.equal(found.x, 0);
    assert.equal(found.d, 0);
    assert.ok(Math.abs(found.r2 - (finished.metrics['layer1.weight']?.r2 ?? NaN)) < 1e-12);
  });
});
