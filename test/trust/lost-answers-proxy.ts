import { connect, type Socket } from 'node:net';
import { DatabaseProxy } from '../support/database-proxy';

/**
 * The fate of the next commit that passes. `BEFORE`: the server never hears of it. `AT_ONCE`: it was sent and the
 * connection ends; whether it was heard is unknown. `AFTER`: it was answered, and the answer is lost.
 */
export type Cut = 'BEFORE' | 'AT_ONCE' | 'AFTER';

/** The till's write is a transaction of its own, unless one was begun: then its COMMIT is what counts. */
const BEGINS = Buffer.from('BEGIN');
const COMMITS = Buffer.from('COMMIT');
const WRITES = Buffer.from('till_write');

/** Stands between the application and PostgreSQL, and breaks connections at their commits when it is told to. */
export class CuttingProxy extends DatabaseProxy {
  private armed: Cut[] = [];
  private cuts = 0;

  static start(databaseUrl: string): Promise<CuttingProxy> {
    return new CuttingProxy(databaseUrl).listen();
  }

  /** Breaks the next commits in these ways, one after another, whichever connections they are on. */
  arm(...cuts: Cut[]): void {
    this.armed.push(...cuts);
  }

  /** Forgets armed cuts; returns how many connections were broken. */
  disarm(): number {
    this.armed = [];
    const { cuts } = this;
    this.cuts = 0;
    return cuts;
  }

  protected override join(client: Socket): void {
    const server = connect(this.target);
    for (const socket of [client, server]) {
      this.watch(socket);
      socket.on('close', () => {
        client.destroy();
        // Without a reset, so that what was sent still arrives.
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
