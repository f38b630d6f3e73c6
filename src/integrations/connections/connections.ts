import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Counter, once } from '../../platform/telemetry/metrics';
import { Database, type Statements } from '../../platform/database/database';
import { judge } from '../../platform/http/failure';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { Spool } from '../../platform/spool/spool';
import { Pii } from '../../security';
import { type CallingConnection, type Connection, connectionOf, type ConnectionRow } from './connection';
import type { ConnectionKind } from './connection-kinds';
import { hashConnectionToken, networkOfToken } from './connection-token.rules';

// SQL by hand, because each call of a till reads its connection, and calls are counted by the network's day.

type Reads = Pick<Statements, 'maybe'>;

type Writes = Pick<Statements, 'query'>;

const CONNECTION = `SELECT network_id AS "networkId", id, kind, base_url AS "baseUrl",
    credentials_encrypted AS "credentialsEncrypted", options, places, item_types AS "itemTypes", enabled,
    created_by AS "createdBy"
  FROM till_connections`;

/** Calls of a till system that were answered properly, and calls for which the database was too late. */
interface ConnectionCalls {
  answered: number;
  late: number;
}

/** How long a process uses a connection before it reads it again, and so sees changes by other processes. */
const FRESH_MS = 5_000;
/** The share of a till's time budget for reading a connection again; if that is too late, the last reading is used. */
const AGAIN_SHARE = 0.25;
const MOST_KEPT = 10_000;
/** How often the call counts of a busy connection are written to the database. */
const NOTE_EVERY_MS = 10_000;

/** The connections to till systems, for the adapters of each kind. */
@Injectable()
export class Connections implements OnModuleDestroy {
  private readonly byToken = new Map<string, { readonly readAt: number; readonly connection: Connection }>();
  private readonly reading = new Map<string, Promise<Connection | undefined>>();
  private readonly noted = new Map<string, number>();
  /** Calls that were counted but not yet written to the database, by connection. */
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
   * The connection that a call's token names, at most a few seconds old; while the database is away, as last read.
   * @param endsAtMs when the call must be answered, in milliseconds of `performance.now()`
   * @throws ProblemError `not_found` for a token of no connection, of another kind, or of a connection that is off
   */
  async getByToken<Kind extends ConnectionKind>(
    kind: Kind,
    token: string,
    endsAtMs: number,
  ): Promise<CallingConnection<Kind>> {
    const connection = await this.findByToken(token, endsAtMs);
    if (connection === undefined || !isOfKind(connection, kind) || !connection.enabled)
      throw new ProblemError('not_found');
    return { ...connection, endsAtMs };
  }

  onModuleDestroy(): Promise<void> {
    return this.writeAllCounts();
  }

  /** Makes this process read the connection again at its next use. */
  forget(id: string): void {
    for (const [name, { connection }] of this.byToken) if (connection.id === id) this.byToken.delete(name);
  }

  /** The connection with its secrets, also while it is off, because its events may still wait; undefined once it was removed. */
  async findById(networkId: string, id: string): Promise<Connection | undefined> {
    const row = await findConnection(this.database.readsOf(networkId), networkId, { id });
    return row === undefined ? undefined : connectionOf(this.pii, row);
  }

  /** The connections of a kind that are on, the oldest first. */
  async listEnabled<Kind extends ConnectionKind>(
    networkId: string,
    kind: Kind,
    limit: number,
  ): Promise<Connection<Kind>[]> {
    const rows = await listEnabledConnections(this.database.readsOf(networkId), networkId, kind, limit);
    return rows.map((row) => connectionOf(this.pii, row)).filter((connection) => isOfKind(connection, kind));
  }

  /** Notes a call that the till system answered properly. */
  noteSuccess({ networkId, id }: Connection): Promise<void> {
    return this.write(networkId, (tx) => noteConnectionSuccess(tx, networkId, id));
  }

  /** Counts a call of the till system that was answered properly. It is written later, and callers don't wait for that. */
  noteAnswered(connection: Connection): void {
    this.count(connection, 'answered');
  }

  /** Counts a call that was kept, refused, or answered without points, because the database was too late. */
  noteLate(connection: Connection): void {
    this.lateCalls.inc({ kind: connection.kind });
    this.count(connection, 'late');
  }

  /**
   * Counts a call that brought events, by its outcome.
   * @throws the failure of `taking`: `unavailable` counts as a late database, other failures are not counted
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

  /** Writes all counts to the database. */
  writeAllCounts(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    return this.writeCounts([...this.counts.keys()]);
  }

  /** While the database is away the counts stay in memory, and are written with later ones. */
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

  /** @param code a stable code without personal data or secrets, for which the page has words */
  async noteFailure({ networkId, id }: Connection, code: string): Promise<void> {
    this.noted.delete(id);
    await this.write(networkId, (tx) => noteConnectionFailure(tx, networkId, id, code));
  }

  private async findByToken(token: string, endsAtMs: number): Promise<Connection | undefined> {
    // Looked up by the hash, so that the time of a look-up reveals nothing about a token.
    const kept = this.byToken.get(nameOf(token));
    if (kept === undefined) return this.spool.doInTime(() => this.read(token), endsAtMs);
    if (performance.now() - kept.readAt < FRESH_MS) return kept.connection;
    try {
      return await this.spool.doInTime(() => this.read(token), endsAtMs, settings.tillWaitMs * AGAIN_SHARE);
    } catch (error) {
      // An old reading suffices to keep the call; the database decides once it is back.
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
    const by = { tokenHash: hashConnectionToken(token) };
    const row = await findConnection(this.database.readsOf(networkId), networkId, by);
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

/** Finds a connection by the hash of its token, or by its id. Removed connections are left out. */
function findConnection(
  tx: Reads,
  networkId: string,
  by: { readonly tokenHash: Buffer } | { readonly id: string },
): Promise<ConnectionRow | undefined> {
  const [column, value] = 'id' in by ? ['id', by.id] : ['token_hash', by.tokenHash];
  return tx.maybe<ConnectionRow>(`${CONNECTION} WHERE network_id = $1 AND ${column} = $2 AND removed_at IS NULL`, [
    networkId,
    value,
  ]);
}

/** Lists the connections of a kind that are switched on, the oldest first. */
function listEnabledConnections(
  tx: Pick<Statements, 'query'>,
  networkId: string,
  kind: string,
  limit: number,
): Promise<ConnectionRow[]> {
  return tx.query<ConnectionRow>(
    `${CONNECTION} WHERE network_id = $1 AND kind = $2 AND enabled AND removed_at IS NULL ORDER BY id LIMIT $3`,
    [networkId, kind, limit],
  );
}

async function noteConnectionSuccess(tx: Writes, networkId: string, id: string): Promise<void> {
  await tx.query`
    UPDATE till_connections SET last_success_at = clock_timestamp() WHERE network_id = ${networkId} AND id = ${id}`;
}

/** Adds calls to the counts of today by the network's clock; yesterday's counts stay beside them. */
async function noteConnectionCalls(
  tx: Writes,
  networkId: string,
  id: string,
  { answered, late }: Readonly<ConnectionCalls>,
): Promise<void> {
  await tx.query`
    WITH today AS (SELECT (now() AT TIME ZONE time_zone)::date AS day FROM networks WHERE id = ${networkId})
     UPDATE till_connections c SET
       last_success_at = CASE WHEN ${answered}::integer > 0 THEN clock_timestamp() ELSE last_success_at END,
       calls_day = t.day,
       calls = ${answered}::integer + ${late}::integer + CASE WHEN calls_day = t.day THEN calls ELSE 0 END,
       calls_late = ${late} + CASE WHEN calls_day = t.day THEN calls_late ELSE 0 END,
       calls_before = CASE calls_day WHEN t.day THEN calls_before WHEN t.day - 1 THEN calls ELSE 0 END,
       calls_late_before = CASE calls_day WHEN t.day THEN calls_late_before WHEN t.day - 1 THEN calls_late ELSE 0 END
     FROM today t WHERE c.network_id = ${networkId} AND c.id = ${id}`;
}

async function noteConnectionFailure(tx: Writes, networkId: string, id: string, code: string): Promise<void> {
  await tx.query`
    UPDATE till_connections SET last_failure_at = clock_timestamp(), last_failure = ${code} WHERE network_id = ${networkId}
     AND id = ${id}`;
}
