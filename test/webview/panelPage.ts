import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { panelHtml, type Translation } from '../../src/extension/panel/html';
import type { ToCompare } from '../../src/model/compareProtocol';
import type { FromPanel, PersistedPanel, ToPanel } from '../../src/model/panelProtocol';
import type { ToStudy } from '../../src/model/studyProtocol';
import { waitLimit } from '../harness/limits.cjs';
import { packed } from './packed';
import { THEMES, type ThemeFixture, type ThemeName } from './themes';

/** The panel's bundle in a Chromium, on the page and under the policy that the product gives it. */

export async function launch(): Promise<Browser> {
  // A module of its own, which is found when the tests run.
  const url = pathToFileURL(resolve('test/harness/browser.mjs')).href;
  const { launchBrowser } = (await import(url)) as typeof import('../harness/browser.mjs');
  return launchBrowser();
}

/** Serves the panel's page and its two files on this machine alone, and brings messages to pages. */
export class PanelServer {
  private pages = 0;

  private constructor(
    private readonly server: Server,
    readonly origin: string,
    /** Where messages go, by the number of the page: an answer that does not end. */
    private readonly channels: Map<number, ServerResponse>,
  ) {}

  /** @param dist folder with panel.js and panel.css */
  static async start(dist: string, translation?: Translation): Promise<PanelServer> {
    let origin = '';
    const channels = new Map<number, ServerResponse>();
    const server = createServer((request, response) => {
      const { pathname: path, searchParams } = new URL(request.url ?? '/', origin);
      const send = (type: string, body: string | Buffer) => response.writeHead(200, { 'content-type': type }).end(body);
      if (path === '/') {
        const page = {
          page: (['study', 'compare'] as const).find((name) => searchParams.has(name)) ?? ('panel' as const),
          cspSource: origin,
          scriptUri: `${origin}/panel.js`,
          styleUri: `${origin}/panel.css`,
          nonce: 'n0',
          ...(translation === undefined ? {} : { translation }),
        };
        send('text/html; charset=utf-8', panelHtml(page));
        return;
      }
      if (path === '/messages') {
        const page = Number(searchParams.get('page'));
        channels.set(page, response);
        response.once('close', () => {
          if (channels.get(page) === response) channels.delete(page);
        });
        response.writeHead(200, { 'content-type': 'application/octet-stream' }).flushHeaders();
        return;
      }
      if (path === '/panel.js' || path === '/panel.css') {
        const type = path === '/panel.js' ? 'text/javascript; charset=utf-8' : 'text/css; charset=utf-8';
        readFile(join(dist, path)).then(
          (body) => send(type, body),
          () => response.writeHead(404).end(),
        );
        return;
      }
      response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new PanelServer(server, origin, channels);
  }

  /** A number that no page had before. */
  newPage(): number {
    return this.pages++;
  }

  /** Brings a message to a page that has asked for its messages. */
  tell(page: number, message: Buffer): void {
    const channel = this.channels.get(page);
    if (channel === undefined) throw new Error(`Page ${page} has not asked for messages.`);
    channel.write(message);
  }

  async stop(): Promise<void> {
    // What is cut off is a fault to a page.
    await Promise.all([...this.channels.values()].map((channel) => new Promise<void>((ended) => channel.end(ended))));
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export interface Opening {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly state?: unknown;
  readonly pixelRatio?: number;
  /** The page of many runs instead of that of one. */
  readonly study?: true;
  /** That of a comparison. */
  readonly compare?: true;
}

/**
 * Pages without a panel. A page that had one before shows the next in a third of the time of a new one: its process is
 * there, and the panel's script is compiled.
 */
const free: Page[] = [];
const ratios = new WeakMap<Page, number>();

async function freePage(browser: Browser, pixelRatio: number): Promise<Page> {
  const found = free.findIndex((page) => page.context().browser() === browser && ratios.get(page) === pixelRatio);
  if (found >= 0) return free.splice(found, 1)[0] as Page;
  const page = await browser.newPage({ deviceScaleFactor: pixelRatio });
  page.setDefaultTimeout(waitLimit);
  ratios.set(page, pixelRatio);
  await page.addInitScript(installEditor);
  return page;
}

/** One panel in one page, with an editor that only takes notes. */
export class Panel {
  private readonly faults: string[] = [];
  private sent = 0;

  private constructor(
    readonly page: Page,
    private readonly server: PanelServer,
    private readonly channel: number,
  ) {}

  static async open(browser: Browser, server: PanelServer, opening: Opening = {}): Promise<Panel> {
    const { theme = 'dark', width = 1400, height = 1000, state, pixelRatio = 1, study, compare } = opening;
    const page = await freePage(browser, pixelRatio);
    await page.setViewportSize({ width, height });
    const channel = server.newPage();
    const panel = new Panel(page, server, channel);
    page.on('pageerror', (error) => panel.faults.push(`page error: ${error.message}`));
    page.on('request', (request) => {
      const [url, type] = [request.url(), request.resourceType()];
      if (!url.startsWith(server.origin) && !/^(data|blob):/.test(url)) panel.faults.push(`asks for ${type} ${url}`);
    });
    page.on('console', (message) => {
      if (message.type() === 'error') panel.faults.push(`console: ${message.text()}`);
    });
    const installed: Installed = { kept: state ?? null, theme: THEMES[theme], channel };
    const address = new URL(server.origin);
    if (study || compare) address.searchParams.set(study ? 'study' : 'compare', '');
    address.hash = encodeURIComponent(JSON.stringify(installed));
    // Another page, never another place of the same one: the hash alone loads nothing.
    address.searchParams.set('opened', String(channel));
    await page.goto(address.href, { waitUntil: 'load' });
    await page.evaluate('window.editor.connected');
    return panel;
  }

  /** Sends a message as the editor does: typed arrays arrive as typed arrays. */
  async send(message: ToPanel | ToStudy | ToCompare): Promise<void> {
    this.server.tell(this.channel, packed(message));
    this.sent++;
    await this.page.evaluate('window.editor.arrived($1)'.replace('$1', String(this.sent)));
    await this.settle();
  }

  /** Until what was asked for has been drawn. */
  async settle(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
        }),
    );
  }

  async posted(): Promise<FromPanel[]> {
    return (await this.page.evaluate('window.editor.posted')) as FromPanel[];
  }

  /**
   * Waits for a message of the page, and until what came of the same act has been drawn. Asked from here: the page's policy
   * refuses a condition that comes as text.
   */
  async answer<Type extends FromPanel['type']>(type: Type): Promise<Extract<FromPanel, { type: Type }>> {
    for (;;) {
      const found = (await this.posted()).find((one): one is Extract<FromPanel, { type: Type }> => one.type === type);
      await this.settle();
      if (found !== undefined) return found;
    }
  }

  async kept(): Promise<PersistedPanel | null> {
    return (await this.page.evaluate('window.editor.kept')) as PersistedPanel | null;
  }

  async setTheme(theme: ThemeName): Promise<void> {
    await this.page.evaluate('window.editor.setTheme($1)'.replace('$1', JSON.stringify(THEMES[theme])));
    await this.settle();
  }

  async text(): Promise<string> {
    // Only what is seen: text that is kept unseen to hold a place does not count.
    return (await this.page.evaluate('document.body.innerText')) as string;
  }

  /** What went wrong in the page: errors, and everything its policy refused. */
  async faultsFound(): Promise<string[]> {
    return [...this.faults, ...((await this.page.evaluate('window.editor.violations')) as string[])];
  }

  /** Leaves the page to the next panel. */
  async close(): Promise<void> {
    this.page.removeAllListeners();
    // So that no pointer waits over what the next one shows.
    await this.page.mouse.move(0, 0);
    free.push(this.page);
  }
}

interface Installed {
  readonly kept: unknown;
  readonly theme: ThemeFixture;
  readonly channel: number;
}

/** Runs in the page before its script: a stand-in for the editor. What it starts with is said by the page's address. */
function installEditor(): void {
  const { kept, theme, channel } = JSON.parse(decodeURIComponent(location.hash.slice(1))) as Installed;
  const violations: string[] = [];
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
    violations.push(`policy: ${violatedDirective} ${blockedURI} ${sample}`);
  });
  let connect = () => {};
  const connected = new Promise<void>((resolve) => {
    connect = resolve;
  });
  let arrivals = 0;
  let awaited = { count: 0, tell: () => {} };
  const editor = {
    posted: [] as unknown[],
    kept,
    violations,
    connected,
    /** Resolves once so many messages have been given to the page. */
    arrived: (count: number) =>
      new Promise<void>((resolve) => {
        awaited = { count, tell: resolve };
        if (arrivals >= count) resolve();
      }),
    setTheme: ({ bodyClass, variables }: ThemeFixture) => {
      const { style } = document.documentElement;
      for (const name of [...style]) style.removeProperty(name);
      for (const [name, value] of Object.entries(variables)) style.setProperty(`--vscode-${name}`, value);
      document.body.className = bodyClass;
    },
  };
  // Variables and class are there before the panel's script runs, as in the editor.
  const observer = new MutationObserver(() => {
    if (document.body === null) return;
    observer.disconnect();
    editor.setTheme(theme);
  });
  observer.observe(document, { childList: true, subtree: true });
  let given = false;
  Object.assign(window, {
    editor,
    acquireVsCodeApi: () => {
      if (given) throw new Error('acquireVsCodeApi was called twice');
      given = true;
      return {
        postMessage: (message: unknown) => editor.posted.push(structuredClone(message)),
        getState: () => editor.kept,
        setState: (state: unknown) => {
          editor.kept = structuredClone(state);
        },
      };
    },
  });
  receive((message) => {
    window.dispatchEvent(new MessageEvent('message', { data: message }));
    arrivals++;
    if (arrivals >= awaited.count) awaited.tell();
  }).catch((error: unknown) => {
    violations.push(`messages: ${error}`);
  });

  /** Asked for before the page has its policy, which lets it ask for nothing. See `packed`. */
  async function receive(give: (message: unknown) => void): Promise<void> {
    const { body } = await fetch(`/messages?page=${channel}`);
    connect();
    if (body === null) throw new Error('no body');
    const reader = body.getReader();
    let rest = new Uint8Array(0);
    /** The next bytes, into one array however many pieces they come in; null at the end. */
    const next = async (length: number): Promise<Uint8Array<ArrayBuffer> | null> => {
      const bytes = new Uint8Array(length);
      for (let filled = 0; ; ) {
        const taken = rest.subarray(0, length - filled);
        bytes.set(taken, filled);
        filled += taken.length;
        rest = rest.subarray(taken.length);
        if (filled === length) return bytes;
        const { done, value } = await reader.read();
        if (done) return null;
        rest = value;
      }
    };
    for (;;) {
      const lengths = await next(8);
      if (lengths === null) return;
      const [json = 0, arrays = 0] = new Uint32Array(lengths.buffer);
      const text = await next(json);
      const values = await next(arrays);
      if (text === null || values === null) return;
      give(unpacked(new TextDecoder().decode(text), values.buffer));
    }
  }

  function unpacked(text: string, arrays: ArrayBuffer): unknown {
    const types = { Float64Array, Int32Array, Uint32Array, Uint8Array } as const;
    return JSON.parse(text, (_key, value: unknown) => {
      if (typeof value !== 'object' || value === null || !('@array' in value)) return value;
      const { '@array': name, from, to } = value as { '@array': keyof typeof types; from: number; to: number };
      return new types[name](arrays.slice(from, to));
    });
  }
}
