import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RandomStream } from '../../src/engine/network/random';
import { statusOf } from '../../src/engine/runs/pendingFile';
import { readRun } from '../../src/engine/runs/runStore';
import { bytesOf, isSameRun, keptConfig, writeTinyImages } from '../engine/keptRun';
import { at, buildCommandLine, temporaryFolders } from '../engine/support';
import { anyMoment, KILLS, makeUntil } from './kills';

/** `npm run test:faults -- --kills 200 --seed 1`. */
const KILLED = Number(process.env['ATTRIBUTION_KILLS'] ?? 12);
const SEED = Number(process.env['ATTRIBUTION_KILL_SEED'] ?? 1);

describe(`${KILLED} runs that are killed at any instant, by seed ${SEED}`, function () {
  this.timeout(30_000 + 10_000 * KILLED);
  const parent = temporaryFolders();
  before(buildCommandLine);

  it('are complete or can be resumed, again and again; none is lost, and all end with the same bytes', async () => {
    const folder = (name: string | number) => join(parent(), `run-${name}`);
    const config = keptConfig(await writeTinyImages(join(parent(), 'images')), { network: { hidden: [30] } });
    const whole = await makeUntil(folder('whole'), config, { kill: 'SIGKILL', moment: undefined, resume: false });
    const inThread = await makeUntil(folder('thread'), config, { kill: 'throw', moment: undefined, resume: false });
    const expected = await bytesOf(folder('whole'));
    await isSameRun(folder('thread'), expected);
    const random = new RandomStream(SEED, 'kills');
    const found = new Map<string, number>();
    const lost: string[] = [];
    for (let number = 0; number < KILLED; number++) {
      const kill = at(KILLS, number % KILLS.length);
      const run = folder(number);
      // Killed once; every second one again, in another way, while it is resumed.
      const times = 1 + random.integer(2);
      for (let time = 0; time < times; time++) {
        const moment = anyMoment(random, kill === 'SIGKILL' ? whole : inThread);
        await makeUntil(run, config, { kill, moment, resume: existsSync(run) });
        const status = existsSync(run) ? await statusOf(run) : 'not begun';
        found.set(status, (found.get(status) ?? 0) + 1);
        if (status === 'complete') await readRun(run);
        else if (status !== 'interrupted' && status !== 'not begun') lost.push(`${run}: ${status} after ${kill}`);
      }
      const last = await makeUntil(run, config, { kill: 'SIGKILL', moment: undefined, resume: existsSync(run) });
      try {
        await isSameRun(run, expected);
      } catch (error) {
        lost.push(`${kill} of run ${number}: ${error instanceof Error ? error.message : error}; ${last.words}`);
      }
      await rm(run, { recursive: true, force: true });
    }
    await isSameRun(folder('whole'), expected);
    const kept = (await readdir(parent())).filter((name) => name.startsWith('run-'));
    assert.deepEqual(kept.sort(), ['run-thread', 'run-whole']);
    const summary = [...found].map(([status, count]) => `${count} ${status}`).join(', ');
    console.log(`      ${KILLED} runs killed: found ${summary}; ${lost.length} lost or corrupt`);
    assert.deepEqual(lost, []);
    assert.ok((found.get('interrupted') ?? 0) > 0, 'no run was interrupted');
  });
});
