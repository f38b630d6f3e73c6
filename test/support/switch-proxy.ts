import { connect, type Socket } from 'node:net';
import { DatabaseProxy } from './database-proxy';

/** `HUNG`: connections stay and nothing passes. `GONE`: they are cut, and new ones too. */
export type DatabaseState = 'OPEN' | 'HUNG' | 'GONE';

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

  private apply(pair: readonly [Socket, Socket]): void {
    for (const socket of pair) {
      if (this.state === 'GONE') socket.destroy();
      else if (this.state === 'HUNG') socket.pause();
      else socket.resume();
    }
  }
}
