import methods from 'undici/lib/api/index.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import { codeOf } from '../errors';
import { proxyName, type Way } from './proxies';

/**
 * Requests to the mirrors, through a proxy where one is set. A bundle of its own, loaded with the first request: nothing
 * else reaches the network, and most sessions download nothing. `undici` stays at version 7, the last that runs on the
 * Node 20.18 of the oldest VS Code.
 */

// As undici's index does it.
Object.assign(Dispatcher.prototype, methods);

/** What a server said. */
export interface Answer {
  readonly status: number;
  /** Where it leads to instead. */
  readonly location: string | undefined;
  /** The bytes as they are sent; throws why the connection broke off. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Lets the rest of the body go. */
  readonly drop: () => Promise<void>;
}

export class Requests {
  private readonly agent: EnvHttpProxyAgent;
  /** Whether the proxy was asked, and not only the servers that are asked directly. */
  private proxied = false;

  constructor(private readonly way: Way) {
    const { proxy, noProxy, authorization, strictTls } = way;
    const address = proxy?.address ?? '';
    const tls = { rejectUnauthorized: false };
    const note = () => {
      this.proxied = true;
    };
    this.agent = new EnvHttpProxyAgent({
      // Empty rather than left out: for what is left out it looks into the environment itself.
      ...{ httpProxy: address, httpsProxy: address, noProxy },
      ...(authorization === undefined ? {} : { token: authorization }),
      ...(strictTls ? {} : { connect: tls, requestTls: tls, proxyTls: tls }),
      // The agent does not report whether it uses the proxy: its connections do.
      clientFactory: (origin, options) => new NotedPool(origin, options, note),
    });
  }

  /**
   * @param from the first byte that is wanted
   * @throws Error saying why there is no answer, naming the proxy if there is one
   */
  async ask(url: URL, from: number): Promise<Answer> {
    try {
      const headers = from > 0 ? { range: `bytes=${from}-` } : {};
      const { origin, pathname, search } = url;
      const path = `${pathname}${search}`;
      const answer = await this.agent.request({ origin, path, method: 'GET', headers });
      const { location } = answer.headers;
      const drop = () => answer.body.dump();
      return { status: answer.statusCode, location: [location].flat()[0], body: answer.body, drop };
    } catch (error) {
      const { proxy } = this.way;
      const reason = reasonOf(error);
      const isProxied = proxy !== undefined && this.proxied;
      throw new Error(isProxied ? `${proxyName(proxy)} ${whatTheProxySaid(reason)}` : reason, { cause: error });
    }
  }

  /**
   * Ends every connection, those that are only being made included, and fails what is waited for: a signal would not be
   * heard while a proxy says nothing.
   */
  async end(): Promise<void> {
    await this.agent.destroy();
  }
}

class NotedPool extends Pool {
  constructor(
    origin: URL,
    options: object,
    private readonly note: () => void,
  ) {
    super(origin, options);
  }

  override dispatch(...given: Parameters<Pool['dispatch']>): boolean {
    this.note();
    return super.dispatch(...given);
  }
}

/** A host of several addresses that all refuse has an error without a message. */
function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)) || (codeOf(error) ?? 'no connection');
}

function whatTheProxySaid(reason: string): string {
  const status = /^Proxy response \((\d+)\)/.exec(reason)?.[1];
  if (status === '407')
    return 'answered 407: it asks for a name and a password, which its address can have: name:password@host';
  return status === undefined ? `does not lead there (${reason})` : `answered ${status}`;
}
