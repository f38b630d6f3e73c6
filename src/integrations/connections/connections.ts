import { Injectable } from '@nestjs/common';
import { Database, type Statements } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { Spool } from '../../platform/spool/spool';
import { Pii } from '../../security';
import { type Connection, connectionOf } from './connection';
import type { ConnectionKind } from './connection-kinds';
import { hashConnectionToken, networkOfToken } from './connection-token.rules';
import {
  findConnectionById,
  findConnectionByHash,
  noteConnectionFailure,
  noteConnectionSuccess,
} from './connections.sql';

/** After so long a process reads a connection again: a change by another process is obeyed by then. */
const FRESH_MS = 5_000;
/** So long a till may wait for a connection that this process has not met: nothing can be kept for it meanwhile. */
const FIRST_MS = settings.tillWaitMs * 1.5;
const MOST_KEPT = 10_000;
/** A busy connection writes its last success this often. */
const NOTE_EVERY_MS = 10_000;

/** Connections to till systems, for the adapters of their kinds. */
@Injectable()
export class Connections {
  private readonly byToken = new Map<string, { readonly readAt: number; readonly connection: Connection }>();
  private readonly reading = new Map<string, Promise<Connection | undefined>>();
  private readonly noted = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly spool: Spool,
  ) {}

  /**
   * The connection of a call by its token, as it was a few seconds ago at most; while the database is away, as it was last.
   * @param firstMs how long the call may wait for a connection that this process has not met
   * @throws ProblemError `not_found` for a token of no connection, of another kind, or of one that is off
   */
  async getByToken<Kind extends ConnectionKind>(
    kind: Kind,
    token: string,
    firstMs = FIRST_MS,
  ): Promise<Connection<Kind>> {
    const connection = await this.findByToken(token, firstMs);
    if (connection === undefined || !isOfKind(connection, kind) || !connection.enabled)
      throw new ProblemError('not_found');
    return connection;
  }

  /** A change of this process is obeyed from its answer on. */
  forget(id: string): void {
    for (const [name, { connection }] of this.byToken) if (connection.id === id) this.byToken.delete(name);
  }

  /** The connection with its secrets; undefined once it was removed. Off or not, since its events may still wait. */
  async findById(networkId: string, id: string): Promise<Connection | undefined> {
    const row = await findConnectionById(this.database.readsOf(networkId), networkId, id);
    return row === undefined ? undefined : connectionOf(this.pii, row);
  }

  /** A call that the till system made or answered as it should. */
  async noteSuccess({ networkId, id }: Connection): Promise<void> {
    const now = performance.now();
    if (now - (this.noted.get(id) ?? -NOTE_EVERY_MS) < NOTE_EVERY_MS) return;
    this.noted.set(id, now);
    await this.write(networkId, (tx) => noteConnectionSuccess(tx, networkId, id));
  }

  /** @param code a stable code without personal data or secrets, which the page has words for */
  async noteFailure({ networkId, id }: Connection, code: string): Promise<void> {
    this.noted.delete(id);
    await this.write(networkId, (tx) => noteConnectionFailure(tx, networkId, id, code));
  }

  private async findByToken(token: string, firstMs: number): Promise<Connection | undefined> {
    // By its hash, so that the time of a look-up tells nothing about a token.
    const kept = this.byToken.get(nameOf(token));
    if (kept === undefined) return this.spool.doInTime(() => this.read(token), firstMs);
    if (performance.now() - kept.readAt < FRESH_MS) return kept.connection;
    try {
      return await this.spool.doInTime(() => this.read(token));
    } catch (error) {
      // The last reading is good enough to keep a call until the database is back and decides.
      if (error instanceof ProblemError && error.code === 'unavailable') return kept.connection;
      throw error;
    }
  }

  private read(token: string): Promise<Connection | undefined> {
    const underWay = this.reading.get(token);
    if (underWay !== undefined) return underWay;
    const reading = this.readNow(token).finally(() => this.reading.delete(token));
    this.reading.set(token, reading);
    return reading;
  }

  private async readNow(token: string): Promise<Connection | undefined> {
    const networkId = networkOfToken(token);
    if (networkId === undefined) return undefined;
    const row = await findConnectionByHash(this.database.readsOf(networkId), networkId, hashConnectionToken(token));
    if (row === undefined) {
      this.byToken.delete(nameOf(token));
      return undefined;
    }
    const connection = connectionOf(this.pii, row);
    if (this.byToken.size >= MOST_KEPT) this.byToken.clear();
    this.byToken.set(nameOf(token), { readAt: performance.now(), connection });
    return connection;
  }

  private write(networkId: string, work: (tx: Pick<Statements, 'query'>) => Promise<unknown>): Promise<void> {
    return this.database.writeTogether(networkId, work);
  }
}

function nameOf(token: string): string {
  return hashConnectionToken(token).toString('base64');
}

export function isOfKind<Kind extends ConnectionKind>(
  connection: Connection,
  kind: Kind,
): connection is Connection<Kind> {
  return connection.kind === kind;
}
