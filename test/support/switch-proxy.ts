import { connect, type Socket } from 'node:net';
import { DatabaseProxy } from './database-proxy';

/**
 * `HUNG`: connections stay and nothing passes. `GONE`: they are cut, and new ones too. `REFUSING`: they are cut, and new ones
 * are told that the server is starting up.
 */
export type DatabaseState = 'OPEN' | 'HUNG' | 'GONE' | 'REFUSING';

const SSL_REQUEST = 80_877_103;

/** Stands between the application and PostgreSQL, which can be taken away and brought back. */
export class SwitchProxy extends DatabaseProxy {
  private state: DatabaseState = 'OPEN';
  private readonly pairs = new Set<readonly [Socket, Socket]>();

  static start(databaseUrl: string): Promise<SwitchProxy> {
    return new SwitchProxy(databaseUrl).listen();
  }

  turn(state: DatabaseState): void {
    this.state = state;
    for (const pair of this.pairs) this.apply(pair);
  }

  protected override join(client: Socket): void {
    if (this.state === 'GONE') {
      client.destroy();
      return;
    }
    if (this.state === 'REFUSING') {
      this.refuse(client);
      return;
    }
    const server = connect(this.target);
    const pair = [client, server] as const;
    this.pairs.add(pair);
    for (const socket of pair) {
      this.watch(socket);
      socket.on('close', () => {
        for (const one of pair) one.destroy();
        this.pairs.delete(pair);
      });
    }
    client.on('data', (chunk) => server.write(chunk));
    server.on('data', (chunk) => client.write(chunk));
    this.apply(pair);
  }

  private refuse(client: Socket): void {
    this.watch(client);
    client.on('data', (chunk) => {
      if (chunk.length === 8 && chunk.readInt32BE(4) === SSL_REQUEST) client.write('N');
      else client.end(STARTING_UP);
    });
  }

  private apply(pair: readonly [Socket, Socket]): void {
    for (const socket of pair) {
      if (this.state === 'GONE' || this.state === 'REFUSING') socket.destroy();
      else if (this.state === 'HUNG') socket.pause();
      else socket.resume();
    }
  }
}

/** An error as PostgreSQL sends it in answer to a start-up message. */
const STARTING_UP = errorResponse({ S: 'FATAL', V: 'FATAL', C: '57P03', M: 'the database system is starting up' });

function errorResponse(fields: Readonly<Record<string, string>>): Buffer {
  const text = Object.entries(fields).map(([name, value]) => `${name}${value}\0`);
  const body = Buffer.from(`${text.join('')}\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
