import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** Answers one request for a path; `from` is the first byte that the client asked for. */
export type Answer = (response: ServerResponse, from: number, request: IncomingMessage) => void;

/** A web server on this machine that stands for a mirror, and remembers what it was asked. */
export class Mirror {
  /** `path` or `path from 123`, in the order of the requests. */
  readonly requests: string[] = [];
  private readonly server;

  /** @param secure its key and certificate, for https */
  constructor(
    public answer: Answer,
    private readonly secure?: { readonly key: string; readonly cert: string },
  ) {
    const listener: RequestListener = (request, response) => this.hear(request, response);
    this.server = secure === undefined ? createServer(listener) : createSecureServer(secure, listener);
  }

  /** @returns the address, with a slash at its end */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `${this.secure === undefined ? 'http' : 'https'}://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private hear(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const from = range === null ? 0 : Number(range[1]);
    this.requests.push(range === null ? path : `${path} from ${from}`);
    this.answer(response, from, request);
  }
}

/** Sends the bytes, from where they are asked for. */
export function serving(bytes: Uint8Array): Answer {
  return (response, from) => {
    if (from >= bytes.length) {
      response.writeHead(416).end();
      return;
    }
    const range = { 'Content-Range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
    response.writeHead(from > 0 ? 206 : 200, {
      'Content-Length': bytes.length - from,
      ...(from > 0 ? range : {}),
    });
    response.end(bytes.subarray(from));
  };
}

/** Sends the first part of the bytes, and then nothing more; the connection stays open. */
export function stalling(bytes: Uint8Array, sent: number, responses: ServerResponse[] = []): Answer {
  return (response) => {
    response.writeHead(200, { 'Content-Length': bytes.length });
    response.write(bytes.subarray(0, sent));
    responses.push(response);
  };
}

/** Says no. */
export function refusing(status: number): Answer {
  return (response) => {
    response.writeHead(status).end('no');
  };
}

const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
]);

/** Lets tests set the variables that name proxies; each begins with none, whatever the machine has. */
export function proxyEnvironment(): (variables: Readonly<Record<string, string>>) => void {
  const before = new Map<string, string | undefined>();
  beforeEach(() => {
    for (const name of PROXY_VARIABLES) {
      before.set(name, process.env[name]);
      delete process.env[name];
    }
  });
  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  return (variables) => Object.assign(process.env, variables);
}
