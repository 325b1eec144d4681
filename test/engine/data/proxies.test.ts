import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CancelFlag } from '../../../src/engine/cancellation';
import { download, useEditorProxies } from '../../../src/engine/data/download';
import { type EditorProxies, proxyName, wayOf } from '../../../src/engine/data/proxies';
import { CancelledError, DataError } from '../../../src/engine/errors';
import { ConnectProxy } from '../connectProxy';
import { Mirror, proxyEnvironment, serving } from '../mirror';
import { SELF_SIGNED } from '../selfSigned';
import { temporaryFolders } from '../support';

const CONTENT = randomBytes(50_000);
const GZIPPED = gzipSync(CONTENT);
const EDITOR: EditorProxies = { used: true, proxy: '', noProxy: [], strictTls: true };

describe('proxies', function () {
  this.timeout(30_000);
  const environment = proxyEnvironment();
  const folder = temporaryFolders();
  const stopping: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    useEditorProxies(undefined);
    await Promise.all(stopping.splice(0).map((server) => server.stop()));
  });

  async function mirrorOf(secure?: typeof SELF_SIGNED): Promise<{ mirror: Mirror; url: string; host: string }> {
    const mirror = new Mirror(serving(GZIPPED), secure);
    stopping.push(mirror);
    const url = `${await mirror.start()}file.gz`;
    return { mirror, url, host: new URL(url).host };
  }

  async function proxyOf(status?: number): Promise<{ proxy: ConnectProxy; address: string }> {
    const proxy = new ConnectProxy(...(status === undefined ? [] : [status]));
    stopping.push(proxy);
    return { proxy, address: await proxy.start() };
  }

  const path = () => join(folder(), 'file.gz');
  const fetchFrom = (url: string, cancel = new CancelFlag()) => {
    const sha256 = createHash('sha256').update(CONTENT).digest('hex');
    const file = { path: path(), urls: [url], origins: [new URL(url).origin], sha256, bytes: CONTENT.length };
    return download(file, cancel, () => {});
  };
  const isWhole = async () => assert.ok(GZIPPED.equals(await readFile(path())));
  const failureOf = async (url: string): Promise<string> => {
    let message = '';
    await assert.rejects(fetchFrom(url), (error: unknown) => {
      assert.ok(error instanceof DataError, String(error));
      message = error.message;
      return true;
    });
    return message;
  };

  for (const name of ['http_proxy', 'HTTP_PROXY', 'ALL_PROXY']) {
    it(`a download goes through the tunnel of ${name}`, async () => {
      const [{ url, host, mirror }, { proxy, address }] = [await mirrorOf(), await proxyOf()];
      environment({ [name]: `http://${address}` });
      await fetchFrom(url);
      await isWhole();
      assert.deepEqual(proxy.tunnels, [host]);
      assert.deepEqual(mirror.requests, ['/file.gz']);
      await proxy.quiet();
    });
  }

  for (const name of ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'HTTP_PROXY']) {
    it(`by https, through that of ${name}`, async () => {
      const [{ url, host }, { proxy, address }] = [await mirrorOf(SELF_SIGNED), await proxyOf()];
      // Without a scheme, as it is often set.
      environment({ [name]: address });
      assert.match(await failureOf(url), /the proxy http:\/\/127.0.0.1:\d+ of \w+ does not lead there.*self-signed/);
      useEditorProxies({ ...EDITOR, strictTls: false });
      await fetchFrom(url);
      await isWhole();
      assert.deepEqual(proxy.tunnels, [host, host]);
    });
  }

  it('certificates are checked without a proxy, too, unless the editor says otherwise', async () => {
    const { url } = await mirrorOf(SELF_SIGNED);
    assert.match(await failureOf(url), /self-signed certificate/);
    useEditorProxies({ ...EDITOR, strictTls: false });
    await fetchFrom(url);
    await isWhole();
  });

  for (const [name, noProxy] of [
    ['a host', '127.0.0.1'],
    ['a host among others', 'example.org, 127.0.0.1'],
    ['everything', '*'],
  ] as const) {
    it(`NO_PROXY that names ${name} has it asked directly`, async () => {
      const [{ url }, { proxy, address }] = [await mirrorOf(), await proxyOf()];
      environment({ HTTP_PROXY: address, NO_PROXY: noProxy });
      await fetchFrom(url);
      await isWhole();
      assert.deepEqual(proxy.tunnels, []);
    });
  }

  it('NO_PROXY that names other hosts changes nothing', async () => {
    const [{ url }, { proxy, address }] = [await mirrorOf(), await proxyOf()];
    environment({ HTTP_PROXY: address, NO_PROXY: 'example.org,127.0.0.1:9' });
    await fetchFrom(url);
    assert.equal(proxy.tunnels.length, 1);
  });

  it('the setting of the editor goes before the environment', async () => {
    const [{ url }, first, second] = [await mirrorOf(), await proxyOf(), await proxyOf()];
    environment({ HTTP_PROXY: first.address });
    useEditorProxies({ ...EDITOR, proxy: `http://${second.address}` });
    await fetchFrom(url);
    assert.deepEqual([first.proxy.tunnels.length, second.proxy.tunnels.length], [0, 1]);
  });

  it('the environment decides where the editor says nothing', async () => {
    const [{ url }, { proxy, address }] = [await mirrorOf(), await proxyOf()];
    environment({ HTTP_PROXY: address });
    useEditorProxies(EDITOR);
    await fetchFrom(url);
    assert.equal(proxy.tunnels.length, 1);
  });

  for (const [name, changes] of [
    ['noProxy', { noProxy: ['127.0.0.1'] }],
    ['no support of proxies', { used: false }],
  ] as const) {
    it(`with the editor’s ${name} the host is asked directly`, async () => {
      const [{ url }, { proxy, address }] = [await mirrorOf(), await proxyOf()];
      environment({ HTTP_PROXY: address });
      useEditorProxies({ ...EDITOR, proxy: `http://${address}`, ...changes });
      await fetchFrom(url);
      await isWhole();
      assert.deepEqual(proxy.tunnels, []);
    });
  }

  it('a name and a password are handed to the proxy, or what the editor has in their place', async () => {
    const [{ url }, { proxy, address }] = [await mirrorOf(), await proxyOf()];
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    environment({ HTTP_PROXY: `http://some:p%40ss@${address}` });
    await fetchFrom(url);
    await rm(path());
    useEditorProxies({ ...EDITOR, proxy: `http://${address}`, authorization: basic('other:one') });
    await fetchFrom(url);
    assert.deepEqual(proxy.authorizations, [basic('some:p@ss'), basic('other:one')]);
  });

  for (const status of [407, 403, 502]) {
    it(`a proxy that answers ${status} is named, without its password`, async () => {
      const [{ url, mirror }, { address }] = [await mirrorOf(), await proxyOf(status)];
      environment({ HTTP_PROXY: `http://somebody:secret@${address}` });
      const message = await failureOf(url);
      assert.ok(message.includes(`the proxy http://${address} of HTTP_PROXY answered ${status}`), message);
      assert.doesNotMatch(message, /secret|somebody/);
      assert.equal(status === 407, message.includes('it asks for a name and a password'));
      assert.deepEqual(mirror.requests, []);
    });
  }

  it('a proxy that is not there is named, without its password', async () => {
    const { url } = await mirrorOf();
    const gone = new ConnectProxy();
    const address = await gone.start();
    await gone.stop();
    environment({ HTTP_PROXY: `http://somebody:secret@${address}` });
    const message = await failureOf(url);
    assert.match(message, /the proxy http:\/\/127.0.0.1:\d+ of HTTP_PROXY does not lead there \(.*ECONNREFUSED/);
    assert.doesNotMatch(message, /secret|somebody/);
  });

  it('a proxy that says nothing does not outlast a cancel', async () => {
    const [{ url }, proxy] = [await mirrorOf(), new ConnectProxy(null)];
    stopping.push(proxy);
    environment({ HTTP_PROXY: await proxy.start() });
    const cancel = new CancelFlag();
    const fetching = fetchFrom(url, cancel);
    while (proxy.tunnels.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    cancel.raise();
    await assert.rejects(fetching, CancelledError);
    await proxy.quiet();
  });

  it('what is no address of a proxy is refused by the name of what it is set by, without what it says', async () => {
    const { url, mirror } = await mirrorOf();
    for (const [address, words] of [
      ['socks5://somebody:secret@127.0.0.1:1', /^HTTP_PROXY: found an address that begins with socks5:\/\/; expected/],
      ['http://somebody:secret@127.0.0.1:port', /^HTTP_PROXY: found what is no address; expected/],
    ] as const) {
      environment({ HTTP_PROXY: address });
      const message = await failureOf(url);
      assert.match(message, words);
      assert.doesNotMatch(message, /secret|somebody/);
    }
    useEditorProxies({ ...EDITOR, proxy: 'ftp://127.0.0.1' });
    assert.match(await failureOf(url), /^http\.proxy: found an address that begins with ftp:\/\//);
    assert.deepEqual(mirror.requests, []);
  });

  it('each protocol has its own, small letters first', () => {
    const of = (protocol: string, variables: Readonly<Record<string, string>>) => {
      const { proxy } = wayOf(protocol, variables);
      return proxy && proxyName(proxy);
    };
    assert.equal(of('https:', {}), undefined);
    assert.equal(of('https:', { https_proxy: '' }), undefined);
    const both = { http_proxy: 'one:1', https_proxy: 'two:2', HTTPS_PROXY: 'three:3', ALL_PROXY: 'four:4' };
    assert.equal(of('http:', both), 'the proxy http://one:1 of http_proxy');
    assert.equal(of('https:', both), 'the proxy http://two:2 of https_proxy');
    assert.equal(of('https:', { ALL_PROXY: 'https://u:p@four:4' }), 'the proxy https://four:4 of ALL_PROXY');
    assert.equal(of('http:', { HTTPS_PROXY: 'three:3' }), undefined);
  });
});
