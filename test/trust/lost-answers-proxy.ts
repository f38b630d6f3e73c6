import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What becomes of the next commit that passes. `BEFORE`: the server never hears of it. `AT_ONCE`: it was sent and the
 * connection ends; nobody knows whether it was heard. `AFTER`: it was answered, and the answer is lost.
 */
export type Cut = 'BEFORE' | 'AT_ONCE' | 'AFTER';

/** The till's write is a transaction of its own, unless one was begun: then its COMMIT is what counts. */
const BEGINS = Buffer.from('BEGIN');
const COMMITS = Buffer.from('COMMIT');
const WRITES = Buffer.from('till_write');

/** Stands between the application and PostgreSQL, and breaks connections at their commits when it is told to. */
export class CuttingProxy {
  private readonly sockets = new Set<Socket>();
  private armed: Cut[] = [];
  private cuts = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: { readonly host: string; readonly port: number },
  ) {}

  static async start(databaseUrl: string): Promise<CuttingProxy> {
    const { hostname, port } = new URL(databaseUrl);
    const server = createServer();
    const proxy = new CuttingProxy(server, { host: hostname, port: Number(port) });
    server.on('connection', (client) => {
      proxy.join(client);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The same database by way of this proxy. */
  urlFor(databaseUrl: string): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    return Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(address.port) }).href;
  }

  /** Breaks the next commits in these ways, one after another, whichever connections they are on. */
  arm(...cuts: Cut[]): void {
    this.armed.push(...cuts);
  }

  /** How many connections were broken; what is still armed is forgotten. */
  disarm(): number {
    this.armed = [];
    const { cuts } = this;
    this.cuts = 0;
    return cuts;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }

  private join(client: Socket): void {
    const server = connect(this.target);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        client.destroy();
        // Gently, so that what was sent still arrives.
        server.end();
      });
    }
    let inTransaction = false;
    let losesAnswer = false;
    client.on('data', (chunk) => {
      if (chunk.includes(BEGINS)) inTransaction = true;
      const commits = inTransaction ? chunk.includes(COMMITS) : chunk.includes(WRITES);
      if (commits) inTransaction = false;
      const cut = commits ? this.armed.shift() : undefined;
      if (cut !== undefined) this.cuts += 1;
      if (cut !== 'BEFORE') server.write(chunk);
      if (cut === 'AFTER') losesAnswer = true;
      else if (cut !== undefined) client.destroy();
    });
    server.on('data', (chunk) => {
      if (losesAnswer) client.destroy();
      else client.write(chunk);
    });
  }
}
