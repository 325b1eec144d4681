import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request for a path; `from` is the first byte that the client asked for. */
export type Answer = (response: ServerResponse, from: number, request: IncomingMessage) => void;

/** A web server on this machine that stands for a mirror, and remembers what it was asked. */
export class Mirror {
  /** `path` or `path from 123`, in the order of the requests. */
  readonly requests: string[] = [];
  private readonly server = createServer((request, response) => {
    const path = request.url ?? '';
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const from = range === null ? 0 : Number(range[1]);
    this.requests.push(range === null ? path : `${path} from ${from}`);
    this.answer(response, from, request);
  });

  constructor(public answer: Answer) {}

  /** @returns the address, with a slash at its end */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
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
