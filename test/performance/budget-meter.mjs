import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

/** An idle connection of PostgreSQL publishes its table counts at most once in this time. */
const PUBLISHES_AFTER_MS = 1_100;
/** Writes that go on after their answer have ended by this time. */
const SETTLES_MS = 100;

const TRANSACTION = /^(BEGIN|COMMIT|ROLLBACK|START)/i;

/** Reads what PostgreSQL did for all roles but the superuser, who asks. */
export class Meter {
  static async open(url) {
    const client = new pg.Client({ connectionString: url });
    // After a failed call the server may end before this connection.
    client.on('error', () => undefined);
    await client.connect();
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    await client.query(`SET stats_fetch_consistency = 'none'`);
    return new Meter(client);
  }

  constructor(client) {
    this.client = client;
  }

  close() {
    return this.client.end();
  }

  /** Counts since the last lap. `nudge` makes the working connections run once more, so that they publish their table counts. */
  async lap(nudge) {
    await sleep(PUBLISHES_AFTER_MS);
    await nudge();
    await sleep(SETTLES_MS);
    const now = { ...(await this.statements()), ...(await this.tables()) };
    const { before = now } = this;
    this.before = now;
    const tables = {};
    for (const [table, counts] of now.tables) {
      const of = before.tables.get(table) ?? {};
      const grown = Object.entries(counts).map(([name, count]) => [name, count - (of[name] ?? 0)]);
      tables[table] = Object.fromEntries(grown.filter(([, count]) => count > 0));
    }
    return { ...now, commits: now.commits - before.commits, tables };
  }

  /** Statements since the last lap; BEGIN and COMMIT count as round trips only. */
  async statements() {
    const { rows } = await this.client.query(
      `SELECT query, calls::float8, shared_blks_hit::float8 + shared_blks_read AS hits, wal_bytes::float8 AS wal, total_exec_time AS ms,
              max_exec_time AS longest
         FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid JOIN pg_database d ON d.oid = s.dbid
        WHERE NOT r.rolsuper AND d.datname = current_database() ORDER BY calls DESC`,
    );
    await this.client.query(
      'SELECT pg_stat_statements_reset(0, oid, 0) FROM pg_database WHERE datname = current_database()',
    );
    const asked = rows.filter(({ query }) => !TRANSACTION.test(query));
    const sum = (of, name) => of.reduce((total, row) => total + row[name], 0);
    return {
      asked,
      statements: sum(asked, 'calls'),
      bufferHits: sum(rows, 'hits'),
      walBytes: sum(rows, 'wal'),
      ms: sum(rows, 'ms'),
      longest: asked.reduce((most, row) => (row.longest > most.longest ? row : most), { longest: 0, query: '' }),
    };
  }

  async tables() {
    const { rows } = await this.client.query(
      `SELECT coalesce(p.inhparent::regclass, s.relid::regclass)::text AS name,
              sum(n_tup_ins + n_tup_upd + n_tup_del)::float8 AS rows,
              -- Which of both a small table gets depends on its pages when the statement was planned.
              sum(coalesce(idx_scan, 0) + seq_scan)::float8 AS scans,
              (SELECT xact_commit::float8 FROM pg_stat_database WHERE datname = current_database()) AS commits
         FROM pg_stat_user_tables s LEFT JOIN pg_inherits p ON p.inhrelid = s.relid WHERE schemaname = 'public' GROUP BY 1`,
    );
    const tables = new Map(rows.map(({ name, rows, scans }) => [name, { rows, scans }]));
    return { tables, commits: rows[0].commits };
  }
}
