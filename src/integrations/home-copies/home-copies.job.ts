import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Directory } from '../../platform/cells/directory';
import { OwnerArrivals } from '../../platform/cells/owner-arrivals';
import { onBulkConnection, type BulkTransaction } from '../../platform/database/bulk-connection';
import { Database, type Tx } from '../../platform/database/database';
import { JobQueue } from '../../platform/queue/job-queue';
import { settings } from '../../platform/settings/settings';

/** A table with rows that belong to the installation. Every cell has a copy of these rows. */
interface CopiedTable {
  readonly name: string;
  readonly key: string;
  /** SQL condition over the alias `t` that selects the rows. */
  readonly rows: string;
  /** The rows never change once written. */
  readonly isFixed?: true;
  /** Rows that were deleted in the home cell are deleted here too. */
  readonly shrinks?: true;
}

const OF_OWNERS = 't.user_id IN (SELECT id FROM users WHERE network_id IS NULL)';

/** The copied tables. A table comes after the tables to which its foreign keys refer. */
const COPIED_TABLES: readonly CopiedTable[] = [
  { name: 'sellers', key: 'code', rows: 'true' },
  { name: 'plan_versions', key: 'code, version', rows: 'true', isFixed: true },
  { name: 'users', key: 'id', rows: 't.network_id IS NULL' },
  { name: 'second_factors', key: 'user_id', rows: OF_OWNERS, shrinks: true },
  // Ended sessions are copied too, so that this cell refuses an owner whose session has ended.
  { name: 'sessions', key: 'id', rows: `t.network_id IS NULL AND t.expires_at > now() AND ${OF_OWNERS}` },
];

const EVERY_MS = 30_000;
/** The pause between two copies that calls ask for. */
const PAUSE_MS = 50;
const MOST_MET = 1_000;

/**
 * Copies to this cell what belongs to the whole installation: the seller, the plans, and the owners with their second factors and sessions. These
 * rows are made and changed only in the home cell, which has the directory.
 */
@Injectable()
export class HomeCopiesJob implements OnModuleInit {
  private readonly met = new Set<string>();
  private readonly logger = new Logger(HomeCopiesJob.name);
  private waiting: Promise<void> | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly directory: Directory,
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly owners: OwnerArrivals,
  ) {}

  onModuleInit(): void {
    if (this.directory.isHome) return;
    this.jobs.define(this, (job) => ({ name: 'home-copies', everyMs: EVERY_MS, isLong: true, run: () => job.copy() }));
    this.owners.whenOneCalls((sessionId) => this.copyOnce(sessionId));
  }

  /** Copies at once when an owner's session is unknown here, because the owner has just signed in at the home cell. */
  private async copyOnce(sessionId: string): Promise<void> {
    if (this.met.has(sessionId)) return;
    try {
      await this.copyFromNowOn();
      if (this.met.size >= MOST_MET) this.met.clear();
      this.met.add(sessionId);
    } catch (error) {
      this.logger.warn(`home was not read: ${String(error)}`);
    }
  }

  /** Starts a copy that begins after this call; calls that arrive meanwhile share it. */
  private copyFromNowOn(): Promise<void> {
    this.waiting ??= (async () => {
      await this.running?.catch(() => undefined);
      await pause(PAUSE_MS);
      this.waiting = undefined;
      this.running = this.copy();
      await this.running;
    })();
    return this.waiting;
  }

  async copy(): Promise<void> {
    const copies = await onBulkConnection(settings.directoryUrl, (home) =>
      home.write(async (tx) => {
        const read: string[] = [];
        for (const table of COPIED_TABLES) read.push(await readRows(tx, table));
        return read;
      }),
    );
    await this.database.asPlatform(async (tx) => {
      for (const [at, table] of COPIED_TABLES.entries()) await writeRows(tx, table, copies[at] ?? '[]');
    });
  }
}

/** The rows of the home cell, as a JSON array. */
async function readRows(tx: BulkTransaction, { name, rows, key }: CopiedTable): Promise<string> {
  const [row] = await tx.query<{ rows: string }>(
    `SELECT coalesce(json_agg(row_to_json(t) ORDER BY ${key}), '[]')::text AS rows FROM ${name} t WHERE ${rows}`,
  );
  return row?.rows ?? '[]';
}

/** Writes the rows that differ in this cell. Announces ended sessions to this cell's processes. */
async function writeRows(tx: Tx, table: CopiedTable, rows: string): Promise<void> {
  const { name, key } = table;
  const columns = await tx.query<{ name: string }>`SELECT quote_ident(attname) AS name FROM pg_attribute
      WHERE attrelid = ${name}::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`;
  const names = columns.map((column) => column.name);
  const given = `json_populate_recordset(NULL::${name}, $1::json)`;
  if (table.shrinks === true)
    await tx.query(
      `DELETE FROM ${name} t WHERE ${table.rows} AND NOT EXISTS (SELECT FROM ${given} r WHERE r.${key} = t.${key})`,
      [rows],
    );
  const set = names.map((column) => `${column} = excluded.${column}`).join(', ');
  const differs = 'row_to_json(t)::text <> row_to_json(excluded)::text';
  const change = table.isFixed === true ? 'NOTHING' : `UPDATE SET ${set} WHERE ${differs}`;
  const insert = `INSERT INTO ${name} AS t (${names.join(', ')}) SELECT ${names.join(', ')} FROM ${given} ON CONFLICT (${key}) DO ${change}`;
  if (name !== 'sessions') await tx.query(insert, [rows]);
  else
    await tx.query(
      `WITH changed AS (${insert} RETURNING t.id, t.revoked_at)
       SELECT pg_notify('session_revoked', id::text) FROM changed WHERE revoked_at IS NOT NULL`,
      [rows],
    );
}
