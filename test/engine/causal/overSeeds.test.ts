import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { CAUSAL_FILE, type CausalFile, keepCausalTest, readCausalTest } from '../../../src/engine/causal/causalFile';
import { type CausalEvent, causalOverSeeds } from '../../../src/engine/causal/overSeeds';
import { judgeRanking } from '../../../src/engine/causal/selectivity';
import { runAndKeep } from '../../../src/engine/runAndKeep';
import { readRun, type StoredRun } from '../../../src/engine/runs/runStore';
import { thisThread } from '../../../src/engine/training/trainer';
import { at, finish, resealed, smallConfig, temporaryFolders } from '../support';

describe('the causal test over seeds', function () {
  this.timeout(300_000);
  const folder = temporaryFolders();

  async function keptRun(seed: number): Promise<StoredRun> {
    const config = smallConfig({ seed, network: { hidden: [3] } });
    const runFolder = join(folder(), `seed-${seed}`);
    const keeping = { cacheFolder: folder(), runFolder, cancel: new CancelFlag(), executors: [thisThread] };
    await finish(runAndKeep(config, keeping));
    return readRun(runFolder);
  }

  function test(
    run: StoredRun,
    seeds: number,
    told: (event: CausalEvent) => void = () => {},
    cancel = new CancelFlag(),
  ) {
    const context = { cacheFolder: folder(), cancel, progress: () => {} };
    return finish(causalOverSeeds(run, { tensor: 'layer1.weight', seeds }, context, [thisThread]), told);
  }

  it('finds of each seed what it finds of a kept run of that seed', async () => {
    const [run, next] = [await keptRun(4), await keptRun(5)];
    const events: CausalEvent[] = [];
    const over = await test(run, 2, (event) => events.push(event));
    const alone = await test(next, 1);
    assert.deepEqual(over.findings[1], alone.findings[0]);
    assert.notDeepEqual(over.findings[0]?.curves, alone.findings[0]?.curves);
    assert.deepEqual(
      over.findings.map(({ seed }) => seed),
      [4, 5],
    );
    const stages = events.map(({ stage, index }) => `${stage} ${index}`);
    assert.deepEqual([...new Set(stages)], ['intervening 0', 'training 1', 'intervening 1']);
    assert.ok(events.every(({ share, seeds }) => share > 0 && share <= 1 && seeds === 2));
    assert.equal(events.at(-1)?.share, 1);
  });

  it('is kept with the run and read again; what is damaged, or of another run, is refused', async () => {
    const run = await keptRun(4);
    const { configHash } = run.file;
    assert.equal(await readCausalTest(run.folder, configHash), null);
    const found = await test(run, 1);
    await keepCausalTest(run.folder, found);
    assert.deepEqual(await readCausalTest(run.folder, configHash), found);
    assert.deepEqual((await readRun(run.folder)).file, run.file);
    // As older versions kept it: five draws, no y, no share of ink, nothing about ties.
    const own = at(found.findings, 0);
    const older = own.curves.flatMap(({ ties: _, ...curve }) =>
      curve.draw < 5 && curve.ranking !== 'y' && curve.ranking !== 'ink-share' ? [curve] : [],
    );
    const before = { ...found, findings: [{ ...own, curves: older }] };
    await keepCausalTest(run.folder, before);
    const opened = await readCausalTest(run.folder, configHash);
    assert.deepEqual(opened, before);
    const judged = judgeRanking(at(opened?.findings ?? [], 0), 'reset');
    assert.ok(judged.ties === null && judged.p.random >= 1 / 6, JSON.stringify(judged));
    await assert.rejects(readCausalTest(run.folder, 'ffffffffffff'), { name: 'DataError', message: /another run/ });
    const path = join(run.folder, CAUSAL_FILE);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.slice(0, -10));
    await assert.rejects(readCausalTest(run.folder, configHash), { name: 'DataError', message: /not JSON/ });
    const wrong: unknown = { ...found, findings: [{ ...(found satisfies CausalFile).findings[0], curves: [] }] };
    await writeFile(path, resealed(wrong as object));
    await assert.rejects(readCausalTest(run.folder, configHash), { message: /"findings\.0\.curves" is wrong/ });
  });

  it('can be cancelled while a further seed is trained', async () => {
    const run = await keptRun(4);
    const cancel = new CancelFlag();
    const cancelling = test(run, 3, ({ stage }) => stage === 'training' && cancel.raise(), cancel);
    await assert.rejects(cancelling, { name: 'CancelledError' });
  });
});
