import { createServer, type Server, type Socket } from 'node:net';

/** Listens on a port and stands between the application and PostgreSQL. A subclass decides how a connection is passed on or broken. */
export abstract class DatabaseProxy {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  protected readonly target: { readonly host: string; readonly port: number };

  protected constructor(databaseUrl: string) {
    const { hostname, port } = new URL(databaseUrl);
    this.target = { host: hostname, port: Number(port) };
    this.server = createServer((socket) => {
      this.join(socket);
    });
  }

  /** The same database through this proxy. */
  urlFor(databaseUrl: string): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    return Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(address.port) }).href;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }

  protected abstract join(client: Socket): void;

  protected async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  /** Makes the socket send without delay, and ends it when the proxy stops. */
  protected watch(socket: Socket): void {
    socket.setNoDelay(true);
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
  }
}
