import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { ConfigError, DataError, DivergenceError, StorageError } from '../../../src/engine/errors';
import {
  type FromWorker,
  isExpected,
  type Procedure,
  plainError,
  revivedError,
  type ToWorker,
} from '../../../src/engine/worker/protocol';
import { type ContractHandlers, serve } from '../../../src/engine/worker/serve';
import { Thread } from '../../../src/engine/worker/thread';
import { temporaryFolders } from '../support';

interface Contract {
  double: Procedure<number, string, number>;
}

describe('an error on its way between threads', () => {
  for (const error of [
    new ConfigError([
      { path: 'seed', found: '-1', expected: 'a whole number' },
      { path: 'groups.a[1]', found: '11', expected: 'a digit' },
    ]),
    new DataError({ path: '/run/run.json', found: 'a link', expected: 'a plain file' }),
    new DivergenceError('phase 1', 3, 1e9),
    new StorageError('write', '/run/run.json', Object.assign(new Error('full'), { code: 'ENOSPC' })),
    Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }),
    new TypeError('bang'),
  ])
    it(`keeps what it says: ${error.name} ${'code' in error ? error.code : ''}`, () => {
      const revived = revivedError(structuredClone(plainError(error)));
      assert.equal(revived.name, error.name);
      assert.equal(revived.message, error.message);
      assert.equal(isExpected(revived), isExpected(error));
      assert.deepEqual(pick(revived), pick(error));
      if (error instanceof ConfigError) assert.ok(revived instanceof ConfigError);
      if (error instanceof DataError) assert.ok(revived instanceof DataError);
    });

  const pick = (error: object) =>
    Object.fromEntries(Object.entries(error).filter(([key]) => ['kind', 'mistakes', 'code'].includes(key)));
});

describe('a worker that serves a contract', () => {
  /** What it says to these calls, in order, until it has said so many things; by the number of the call. */
  async function said(handlers: ContractHandlers<Contract>, inputs: readonly number[], count: number, inTurn?: true) {
    const { port1: here, port2: there } = new MessageChannel();
    const heard: unknown[] = [];
    serve<Contract>(here, handlers, inTurn === undefined ? {} : { inTurn });
    const done = new Promise<void>((resolve) => {
      there.on('message', (message: FromWorker) => {
        if (message.type === 'alive') return;
        heard.push([
          message.id,
          message.type === 'event' ? message.event : message.type === 'result' ? message.result : message.error.message,
        ]);
        if (message.type === 'event' && message.handedOver)
          there.postMessage({ type: 'taken', id: message.id } satisfies ToWorker);
        if (heard.length === count) resolve();
      });
    });
    inputs.forEach((input, id) => {
      const cancelMemory = new SharedArrayBuffer(4);
      there.postMessage({ type: 'call', id, name: 'double', input, cancelMemory } satisfies ToWorker);
    });
    await done;
    there.close();
    return heard;
  }

  const later = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

  it('does one call after the other where they are in turn, each to its end', async () => {
    const double: ContractHandlers<Contract>['double'] = async (input, { emit }) => {
      emit(`begins ${input}`);
      await later(10 - input);
      return 2 * input;
    };
    assert.deepEqual(await said({ double }, [1, 9], 4, true), [
      [0, 'begins 1'],
      [0, 2],
      [1, 'begins 9'],
      [1, 18],
    ]);
    assert.deepEqual((await said({ double }, [1, 9], 4)).slice(0, 2), [
      [0, 'begins 1'],
      [1, 'begins 9'],
    ]);
  });

  it('goes on with what it hands over once that has been taken', async () => {
    const double: ContractHandlers<Contract>['double'] = async (input, { handOver }) => {
      await handOver('first');
      await handOver('second');
      return 2 * input;
    };
    assert.deepEqual(await said({ double }, [4], 3), [
      [0, 'first'],
      [0, 'second'],
      [0, 8],
    ]);
  });

  it('says what went wrong, also where it is asked for what it does not do', async () => {
    const double: ContractHandlers<Contract>['double'] = () => {
      throw new TypeError('bang');
    };
    assert.deepEqual(await said({ double }, [1], 1), [[0, 'bang']]);
    assert.match(String(await said({} as ContractHandlers<Contract>, [1], 1)), /asked for “double”/);
  });
});

describe('a thread', () => {
  const folder = temporaryFolders();

  async function threadOf(body: string, options?: ConstructorParameters<typeof Thread>[1]): Promise<Thread<Contract>> {
    const file = join(folder(), 'worker.js');
    await writeFile(file, `const { parentPort } = require('node:worker_threads');\n${body}`);
    return new Thread<Contract>(file, options);
  }

  const DOUBLING =
    "parentPort.on('message', ({ id, input }) => parentPort.postMessage({ type: 'result', id, result: 2 * input }));";

  it('fails what it still had to do when it ends, and is started again with the next call', async () => {
    const thread = await threadOf(
      `parentPort.on('message', ({ id, input }) => {
        if (input === 3) process.exit(3);
        if (input !== 0) parentPort.postMessage({ type: 'result', id, result: 2 * input });
      });`,
    );
    const waiting = thread.start('double', 0).result;
    await assert.rejects(thread.start('double', 3).result, /ended with code 3/);
    await assert.rejects(waiting, /ended with code 3/);
    assert.equal(await thread.start('double', 21).result, 42);
    await thread.dispose();
  });

  it('stays after an error of the system, and is another after a fault of ours', async () => {
    const thread = await threadOf(
      `parentPort.on('message', ({ id, input: code }) => {
        const error = { name: 'Error', message: 'no', stack: '', ...(code === 1 ? { code: 'EACCES' } : {}) };
        parentPort.postMessage({ type: 'failed', id, error });
      });`,
    );
    await assert.rejects(thread.start('double', 1).result, { code: 'EACCES' });
    const { threadId } = thread;
    assert.notEqual(threadId, undefined);
    await assert.rejects(thread.start('double', 2).result, /no/);
    assert.equal(thread.threadId, undefined);
    await thread.dispose();
  });

  it('is given nothing more once it is disposed of, and starts no worker again', async () => {
    const thread = await threadOf(DOUBLING);
    assert.equal(await thread.start('double', 4).result, 8);
    const unheard = thread.start('double', 5).result;
    await Promise.all([assert.rejects(unheard, { name: 'CancelledError' }), thread.dispose()]);
    await assert.rejects(thread.start('double', 6).result, { name: 'CancelledError' });
    thread.warm();
    assert.equal(thread.threadId, undefined);
  });

  it('is told anew what it is told when it starts, once it has nothing to do', async () => {
    let told = 1;
    const thread = await threadOf(
      `const { workerData } = require('node:worker_threads');
      parentPort.on('message', ({ id, input }) => parentPort.postMessage({ type: 'result', id, result: workerData * input }));`,
      { workerData: () => told },
    );
    assert.equal(await thread.start('double', 10).result, 10);
    told = 2;
    thread.outdate();
    assert.equal(await thread.start('double', 10).result, 20);
    await thread.dispose();
  });
});
