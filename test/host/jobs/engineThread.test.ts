import { deepEqual, equal, match, notEqual, ok, rejects } from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { parseConfig } from '../../../src/engine/config';
import { CancelledError } from '../../../src/engine/errors';
import { EngineThread } from '../../../src/extension/jobs/engineThread';
import { editorProxies } from '../../../src/extension/proxies';
import { emptyWorkspace, eventually } from '../support';

/** What an experiment is asked for by; the workers of these tests look at its seed at the most. */
const request = (seed = 1) => ({
  config: parseConfig({ seed }),
  cacheFolder: '',
  runFolder: '',
});

/** Tells what the thread knows about proxies. */
const TELLING_PROXIES = `
  const { parentPort, workerData } = require('node:worker_threads');
  parentPort.on('message', ({ id }) => {
    const message = JSON.stringify(workerData.proxies);
    parentPort.postMessage({ type: 'failed', id, error: { name: 'DataError', kind: 'data', message, stack: '' } });
  });`;

const onMessage = (body: string) => `
  const { parentPort } = require('node:worker_threads');
  const tell = (id, message) => parentPort.postMessage({ id, ...message });
  parentPort.on('message', ({ id, input: { config } }) => { ${body} });`;

/** On its way. */
const COMPARING = "tell(id, { type: 'event', event: { type: 'comparing', done: 0, of: 1 }, handedOver: false })";

describe('the engine’s thread', () => {
  const workspace = emptyWorkspace();

  async function engineOf(code: string, idleMs?: number): Promise<EngineThread> {
    const engine = new EngineThread(await workspace.write('worker.js', code), idleMs);
    workspace.atEnd(() => engine.dispose());
    return engine;
  }

  const start = (engine: EngineThread, onEvent = () => {}, seed?: number) =>
    engine.start('experiment', request(seed), { onEvent });

  /** How an experiment ends. */
  const endOf = (engine: EngineThread, seed?: number): Promise<'complete' | Error> =>
    start(engine, undefined, seed).result.then(
      () => 'complete',
      (error: Error) => error,
    );

  const completing = onMessage("tell(id, { type: 'result' });");

  it('is started with the first experiment, and stays', async () => {
    const engine = await engineOf(completing);
    equal(engine.threadId, undefined);
    await endOf(engine);
    const { threadId } = engine;
    ok(threadId !== undefined);
    await endOf(engine);
    equal(engine.threadId, threadId);
  });

  it('is let go when there is nothing to do for a while, and started again', async () => {
    const engine = await engineOf(completing, 50);
    await endOf(engine);
    const { threadId } = engine;
    await eventually('the thread is let go', () => engine.threadId === undefined);
    equal(await endOf(engine), 'complete');
    notEqual(engine.threadId, threadId);
  });

  it('is not let go in the midst of an experiment', async () => {
    const engine = await engineOf(onMessage("setTimeout(() => tell(id, { type: 'result' }), 10 * config.seed);"), 20);
    await endOf(engine);
    const { threadId } = engine;
    equal(await endOf(engine, 30), 'complete');
    equal(engine.threadId, threadId);
  });

  for (const [title, fault, message] of [
    ['throws', "throw new Error('boom');", /boom/],
    ['exits', 'process.exit(3);', /ended with code 3/],
    [
      'reports a fault of its own',
      "tell(id, { type: 'failed', error: { name: 'TypeError', message: 'bang', stack: '' } });",
      /bang/,
    ],
  ] as const)
    it(`that ${title} fails its experiment and is replaced for the next one`, async () => {
      const engine = await engineOf(
        onMessage(`if (config.seed === 13) { ${fault} } else tell(id, { type: 'result' });`),
      );
      await endOf(engine);
      const { threadId } = engine;
      const end = await endOf(engine, 13);
      ok(end instanceof Error);
      match(end.message, message);
      equal(await endOf(engine), 'complete');
      notEqual(engine.threadId, threadId);
    });

  it('that only says what is wrong with a config is kept', async () => {
    const error = "{ name: 'ConfigError', kind: 'config', message: 'groups.a[1]: found 11', stack: '' }";
    const engine = await engineOf(onMessage(`tell(id, { type: 'failed', error: ${error} });`));
    await endOf(engine);
    const { threadId } = engine;
    await endOf(engine);
    equal(engine.threadId, threadId);
  });

  it('that ends with nothing to do is forgotten', async () => {
    const engine = await engineOf(`${completing} parentPort.on('message', () => setTimeout(process.exit, 20));`);
    await endOf(engine);
    await eventually('the end of the thread is noticed', () => engine.threadId === undefined);
    equal(await endOf(engine), 'complete');
  });

  it('tells nothing more of an experiment that was given up, and is ended with it', async () => {
    const engine = await engineOf(onMessage(`setInterval(() => ${COMPARING}, 5);`));
    const heard = { first: 0, second: 0 };
    const first = start(engine, () => heard.first++);
    const ended = first.result.catch((error: unknown) => error);
    await eventually('a message', () => heard.first > 0);
    const { threadId } = engine;
    void first.giveUp();
    equal(engine.threadId, undefined);
    ok((await ended) instanceof CancelledError);
    const soFar = heard.first;
    const second = start(engine, () => heard.second++);
    notEqual(engine.threadId, threadId);
    await eventually('a message', () => heard.second > 5);
    equal(heard.first, soFar);
    await Promise.all([rejects(second.result, CancelledError), second.giveUp()]);
  });

  it('goes on with its work when what waits behind that is given up', async () => {
    const engine = await engineOf(
      onMessage("if (config.seed === 1) setTimeout(() => tell(id, { type: 'result' }), 500);"),
    );
    const first = endOf(engine);
    const second = start(engine, undefined, 2);
    await Promise.all([rejects(second.result, CancelledError), second.giveUp()]);
    equal(await first, 'complete');
  });

  it('giving up what has ended leaves the thread to the next', async () => {
    const engine = await engineOf(completing);
    const call = start(engine);
    await call.result;
    await call.giveUp();
    ok(engine.threadId !== undefined);
  });

  it('that does not answer any more is ended, and whoever waits for it is told', async () => {
    const code = onMessage(`${COMPARING}; for (;;);`);
    const engine = new EngineThread(await workspace.write('worker.js', code), undefined, 20);
    workspace.atEnd(() => engine.dispose());
    const ended = await endOf(engine);
    ok(ended instanceof Error);
    match(ended.message, /has not answered for \d+ s and was ended/);
    equal(engine.threadId, undefined);
  });

  it('that is at work for long but says so is left alone', async () => {
    const code = onMessage(
      "setInterval(() => tell(0, { type: 'alive' }), 5); setTimeout(() => tell(id, { type: 'result' }), 4000);",
    );
    // Six looks without a word are too many: longer than any thread needs to begin, shorter than this one works.
    const engine = new EngineThread(await workspace.write('worker.js', code), undefined, 500);
    workspace.atEnd(() => engine.dispose());
    equal(await endOf(engine), 'complete');
  });

  it('is told what the editor’s settings say about proxies, and replaced when they change', async () => {
    const settings = vscode.workspace.getConfiguration('http');
    const set = (key: string, value: unknown) => settings.update(key, value, vscode.ConfigurationTarget.Global);
    const engine = await engineOf(TELLING_PROXIES);
    const told = async () => {
      const ended = await endOf(engine);
      return ended instanceof Error ? (JSON.parse(ended.message) as unknown) : ended;
    };
    deepEqual(await told(), { used: true, proxy: '', noProxy: [], strictTls: true });
    try {
      await set('proxy', 'http://127.0.0.1:3128');
      await set('noProxy', ['localhost']);
      const now = { used: true, proxy: 'http://127.0.0.1:3128', noProxy: ['localhost'], strictTls: true };
      await eventually('the settings are heard of', async () => isDeepStrictEqual(await told(), now));
    } finally {
      await set('proxy', undefined);
      await set('noProxy', undefined);
    }
  });

  it('takes what the editor’s settings say about proxies for what it is', () => {
    const of = (settings: Readonly<Record<string, unknown>>) =>
      editorProxies({ get: <Value>(key: string) => settings[key] as Value });
    const nothing = { used: true, proxy: '', noProxy: [], strictTls: true };
    deepEqual(of({}), nothing);
    deepEqual(of({ proxy: 7, noProxy: 'localhost', proxySupport: null, proxyAuthorization: null }), nothing);
    deepEqual(
      of({
        proxy: ' http://one:1 ',
        noProxy: ['localhost', 7],
        proxySupport: 'off',
        proxyAuthorization: 'Basic eA==',
        proxyStrictSSL: false,
      }),
      { used: false, proxy: 'http://one:1', noProxy: ['localhost'], authorization: 'Basic eA==', strictTls: false },
    );
  });

  it('ends with the extension', async () => {
    const engine = await engineOf(onMessage(`setInterval(() => ${COMPARING}, 5);`));
    let heard = 0;
    const call = start(engine, () => heard++);
    await eventually('a message', () => heard > 0);
    await Promise.all([rejects(call.result, CancelledError), engine.dispose()]);
    const soFar = heard;
    await delay(100);
    equal(heard, soFar);
    equal(engine.threadId, undefined);
  });
});
