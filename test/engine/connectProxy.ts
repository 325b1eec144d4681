import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy on this machine that makes tunnels (`CONNECT`), and remembers which it was asked for. */
export class ConnectProxy {
  /** `127.0.0.1:1234`, in the order of the requests. */
  readonly tunnels: string[] = [];
  /** What came as `Proxy-Authorization`; undefined where nothing did. */
  readonly authorizations: (string | undefined)[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((_request, response) => {
    response.writeHead(400).end('only tunnels');
  });

  /** @param status it answers with: 200 for a tunnel; null for a proxy that says nothing */
  constructor(public status: number | null = 200) {
    this.server.on('connection', (socket) => this.keep(socket));
    this.server.on('connect', ({ url = '', headers }: IncomingMessage, socket: Socket) => {
      this.tunnels.push(url);
      this.authorizations.push(headers['proxy-authorization']);
      if (this.status === null) {
        // Without a reader it would not hear that the other end has gone.
        socket.on('end', () => socket.destroy()).resume();
        return;
      }
      if (this.status !== 200) {
        socket.end(`HTTP/1.1 ${this.status} No\r\nProxy-Authenticate: Basic realm="here"\r\n\r\n`);
        return;
      }
      const { hostname, port } = new URL(`http://${url}`);
      const target = connect(Number(port), hostname, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(target).pipe(socket);
      });
      this.keep(target);
    });
  }

  /** @returns `127.0.0.1:1234` */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Settles as soon as no connection is open. */
  async quiet(): Promise<void> {
    while (this.sockets.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /** Breaks off every connection. */
  drop(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    // The other end may break off at any time: that is what is tried.
    socket.on('error', () => {}).on('close', () => this.sockets.delete(socket));
  }
}
