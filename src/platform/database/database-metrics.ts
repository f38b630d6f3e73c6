import { Injectable } from '@nestjs/common';
import { Gauge, register } from '../telemetry/metrics';
import { Database, type NamedStatement } from './database';

/** The shortest time between two queries for metrics, however often the metrics are read. */
const FRESH_MS = 15_000;

/** A role sees only the transactions of its own sessions, so each role runs this query. */
const SESSIONS: NamedStatement = {
  name: 'metrics_sessions',
  text: `SELECT (SELECT sum(numbackends) FROM pg_stat_database)::float8 AS connections,
      current_setting('max_connections')::float8 AS most,
      (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid())::float8 AS seconds`,
};
/** Limited to some tables: an alarm names the worst one. */
const TABLES: NamedStatement = {
  name: 'metrics_tables',
  text: `SELECT relname AS name, n_dead_tup::float8 AS dead, n_live_tup::float8 AS live FROM pg_stat_user_tables
    WHERE schemaname = 'public' ORDER BY n_dead_tup DESC, relname LIMIT 5`,
};

interface SessionsRow {
  readonly connections: number;
  readonly most: number;
  readonly seconds: number;
}

interface TableRow {
  readonly name: string;
  readonly dead: number;
  readonly live: number;
}

interface DatabaseFigures {
  /** One row for each role; empty while the database is away. */
  readonly sessions: readonly SessionsRow[];
  readonly tables: readonly TableRow[];
}

type ReadMetrics = () => Promise<DatabaseFigures>;

/** The state of PostgreSQL as the platform's roles see it, for the metrics. */
@Injectable()
export class DatabaseMetrics {
  private reading: Promise<DatabaseFigures> | undefined;
  private freshUntil = 0;

  constructor(private readonly database: Database) {
    const read: ReadMetrics = () => this.latest();
    gauge('loyalty_database_up', 'Whether the database answered: 1 or 0.', async function () {
      this.set((await read()).sessions.length > 0 ? 1 : 0);
    });
    gauge(
      'loyalty_database_connections',
      'Connections of the database server, of all its clients.',
      ofSessions('connections', read),
    );
    gauge(
      'loyalty_database_connections_limit',
      'Connections that the database server allows.',
      ofSessions('most', read),
    );
    gauge(
      'loyalty_database_longest_transaction_seconds',
      'Age of the oldest open transaction of the platform.',
      ofSessions('seconds', read),
    );
    gauge(
      'loyalty_database_dead_rows',
      'Rows that wait for a vacuum, in the five tables with the most.',
      ofTables('dead', read),
      ['table'],
    );
    gauge('loyalty_replica_lag_seconds', 'How late the read replica is; no value while it is away.', function () {
      const lagMs = database.replicaState?.lagMs ?? null;
      this.reset();
      if (lagMs !== null) this.set(lagMs / 1_000);
      return Promise.resolve();
    });
    gauge('loyalty_database_live_rows', 'Rows of the same tables.', ofTables('live', read), ['table']);
  }

  private latest(): Promise<DatabaseFigures> {
    const now = performance.now();
    if (this.reading === undefined || now >= this.freshUntil) {
      this.freshUntil = now + FRESH_MS;
      this.reading = this.ask();
    }
    return this.reading;
  }

  private async ask(): Promise<DatabaseFigures> {
    try {
      const [ofApplication, ofPlatform, tables] = await Promise.all([
        this.database.callInNetwork<SessionsRow>(SESSIONS, []),
        this.database.callAsPlatform<SessionsRow>(SESSIONS, []),
        this.database.callInNetwork<TableRow>(TABLES, []),
      ]);
      return { sessions: [...ofApplication, ...ofPlatform], tables };
    } catch {
      // The metric `loyalty_database_up` reports it.
      return { sessions: [], tables: [] };
    }
  }
}

type Collect = (this: Gauge) => Promise<void>;

/** Registers a gauge and replaces an earlier one of the name, because tests make several applications in one process. */
function gauge(name: string, help: string, collect: Collect, labelNames: readonly string[] = []): void {
  register.removeSingleMetric(name);
  new Gauge({ name, help, labelNames, collect });
}

/** A metric without a reading has no value, which differs from 0. */
function ofSessions(column: keyof SessionsRow, read: ReadMetrics): Collect {
  return async function () {
    const { sessions } = await read();
    this.remove();
    if (sessions.length > 0) this.set(Math.max(...sessions.map((row) => row[column])));
  };
}

function ofTables(column: 'dead' | 'live', read: ReadMetrics): Collect {
  return async function () {
    const { tables } = await read();
    this.reset();
    for (const row of tables) this.set({ table: row.name }, row[column]);
  };
}
