import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Counter, once } from '../../platform/telemetry/metrics';
import { Database, type Statements } from '../../platform/database/database';
import { judge } from '../../platform/http/failure';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { Spool } from '../../platform/spool/spool';
import { Pii } from '../../security';
import { type Connection, connectionOf } from './connection';
import type { ConnectionKind } from './connection-kinds';
import { hashConnectionToken, networkOfToken } from './connection-token.rules';
import {
  type ConnectionCalls,
  findConnectionByHash,
  findConnectionById,
  noteConnectionCalls,
  noteConnectionFailure,
  noteConnectionSuccess,
} from './connections.sql';

/** After so long a process reads a connection again: a change by another process is obeyed by then. */
const FRESH_MS = 5_000;
/** The part of a till's budget in which a connection is read again: its last reading is good enough. */
const AGAIN_SHARE = 0.25;
const MOST_KEPT = 10_000;
/** A busy connection writes its calls down this often. */
const NOTE_EVERY_MS = 10_000;

/** Connections to till systems, for the adapters of their kinds. */
@Injectable()
export class Connections implements OnModuleDestroy {
  private readonly byToken = new Map<string, { readonly readAt: number; readonly connection: Connection }>();
  private readonly reading = new Map<string, Promise<Connection | undefined>>();
  private readonly noted = new Map<string, number>();
  /** Calls that are not written down yet, by connection. */
  private readonly counts = new Map<string, { readonly networkId: string } & ConnectionCalls>();
  private readonly lateCalls = once(
    'loyalty_till_calls_late_total',
    (name) =>
      new Counter({
        name,
        help: 'Calls of till systems that were kept, or answered without points, because the database was late.',
        labelNames: ['kind'],
      }),
  );
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly spool: Spool,
  ) {}

  /**
   * The connection of a call by its token, as it was a few seconds ago at most; while the database is away, as it was last.
   * @throws ProblemError `not_found` for a token of no connection, of another kind, or of one that is off
   */
  async getByToken<Kind extends ConnectionKind>(kind: Kind, token: string): Promise<Connection<Kind>> {
    const connection = await this.findByToken(token);
    if (connection === undefined || !isOfKind(connection, kind) || !connection.enabled)
      throw new ProblemError('not_found');
    return connection;
  }

  onModuleDestroy(): Promise<void> {
    return this.writeAllCounts();
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

  /** A call to the till system that it answered as it should. */
  noteSuccess({ networkId, id }: Connection): Promise<void> {
    return this.write(networkId, (tx) => noteConnectionSuccess(tx, networkId, id));
  }

  /** A call that the till system made and that was answered as it should be. Written down soon, which nobody waits for. */
  noteAnswered(connection: Connection): void {
    this.count(connection, 'answered');
  }

  /** A call of the till system that was kept, refused, or answered without points, because the database did not answer in time. */
  noteLate(connection: Connection): void {
    this.lateCalls.inc({ kind: connection.kind });
    this.count(connection, 'late');
  }

  /**
   * Counts a call that brought events, by what became of them. @throws what the taking throws: the database was late if it
   * is `unavailable`, and another failure does not count
   */
  async noteTaken(connection: Connection, taking: Promise<'stored' | 'kept'>): Promise<void> {
    try {
      if ((await taking) === 'kept') this.noteLate(connection);
      else this.noteAnswered(connection);
    } catch (error) {
      if (judge(error).problem.code === 'unavailable') this.noteLate(connection);
      throw error;
    }
  }

  private count({ networkId, id }: Connection, outcome: keyof ConnectionCalls): void {
    const counted = this.counts.get(id) ?? { networkId, answered: 0, late: 0 };
    counted[outcome] += 1;
    this.counts.set(id, counted);
    const sinceNoted = performance.now() - (this.noted.get(id) ?? -NOTE_EVERY_MS);
    if (sinceNoted >= NOTE_EVERY_MS) void this.writeCounts([id]);
    else this.timer ??= setTimeout(() => void this.writeAllCounts(), NOTE_EVERY_MS).unref();
  }

  /** Writes down what was counted since. */
  writeAllCounts(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    return this.writeCounts([...this.counts.keys()]);
  }

  /** While the database is away the counts stay, and are written with later ones. */
  private async writeCounts(ids: readonly string[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        const counted = this.counts.get(id);
        if (counted === undefined) return;
        this.counts.delete(id);
        this.noted.set(id, performance.now());
        const { networkId } = counted;
        await this.write(networkId, (tx) => noteConnectionCalls(tx, networkId, id, counted)).catch(() => {
          const since = this.counts.get(id) ?? { networkId, answered: 0, late: 0 };
          this.counts.set(id, {
            networkId,
            answered: since.answered + counted.answered,
            late: since.late + counted.late,
          });
        });
      }),
    );
  }

  /** @param code a stable code without personal data or secrets, which the page has words for */
  async noteFailure({ networkId, id }: Connection, code: string): Promise<void> {
    this.noted.delete(id);
    await this.write(networkId, (tx) => noteConnectionFailure(tx, networkId, id, code));
  }

  private async findByToken(token: string): Promise<Connection | undefined> {
    // By its hash, so that the time of a look-up tells nothing about a token.
    const kept = this.byToken.get(nameOf(token));
    if (kept === undefined) return this.spool.doInTime(() => this.read(token));
    if (performance.now() - kept.readAt < FRESH_MS) return kept.connection;
    try {
      return await this.spool.doInTime(() => this.read(token), settings.tillWaitMs * AGAIN_SHARE);
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
