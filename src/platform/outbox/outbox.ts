import type { Statements, Tx } from '../database/database';
import { type BackOff, backOff } from '../retries/back-off.rules';

/** A table of work, and how its rows are claimed and put back. All members but `retries` are parts of SQL. */
interface OutboxPlan {
  /** The table has the columns `network_id`, `due_at` and `attempts`. */
  readonly table: string;
  /** The primary key after `network_id`. */
  readonly key: readonly string[];
  /** The columns that a claim returns, including `attempts`. */
  readonly columns: string;
  /** SQL condition that holds for rows that still wait. Left out: `due_at` alone decides. */
  readonly waits?: string;
  /** SQL condition that a waiting row must also meet to be claimed. Left out: every waiting row may be claimed. */
  readonly mayStart?: string;
  /** Further columns that a claim sets (`begins`) and that a failure sets. */
  readonly begins?: string;
  readonly fails?: string;
  /** The column for the reason of a failure. */
  readonly reason: 'failure' | 'reason';
  /** The column that leases a claimed row to one process, and for how long; if that process dies, the row is free again at the end. */
  readonly lease: { readonly column: 'due_at' | 'leased_until'; readonly seconds: number };
  readonly retries: BackOff;
}

/** Work that waits in a table. A process claims due rows for the time of a lease, and puts failed rows back with a growing delay. */
export class Outbox<Row extends { readonly attempts: number }> {
  private readonly claiming: (conditions: string) => string;
  private readonly postponing: string;

  constructor(private readonly plan: OutboxPlan) {
    const { table, key, columns, begins, fails, reason, lease, waits = 'true', mayStart = 'true' } = plan;
    const due = [...new Set(['due_at', lease.column])];
    const ids = key.join(', ');
    const inSeconds = (seconds: string): string => `clock_timestamp() + make_interval(secs => ${seconds})`;
    this.claiming = (conditions) =>
      `UPDATE ${table} SET ${also(begins)}attempts = attempts + 1, ${lease.column} = ${inSeconds('$3')}
        WHERE network_id = $1 AND (${ids}) IN (
          SELECT ${ids} FROM ${table}
           WHERE network_id = $1${conditions} AND ${waits} AND ${mayStart}
             AND ${due.map((column) => `${column} <= clock_timestamp()`).join(' AND ')}
           ORDER BY due_at, ${ids} LIMIT $2 FOR UPDATE SKIP LOCKED)${conditions}
       RETURNING ${columns}`;
    this.postponing = `UPDATE ${table} SET ${also(fails)}${reason} = $2, ${due.map((column) => `${column} = ${inSeconds('$3')}`).join(', ')}
        WHERE network_id = $1 AND ${waits}${this.conditions(key.length, 4)}`;
  }

  /** Claims due rows, the longest due first. @param within values of the key's first columns; only rows with these are claimed */
  claim(tx: Tx, networkId: string, limit: number, ...within: readonly string[]): Promise<Row[]> {
    const text = this.claiming(this.conditions(within.length, 4));
    return tx.query<Row>(text, [networkId, limit, this.plan.lease.seconds, ...within]);
  }

  /** Seconds until the next attempt at a failed row. */
  retryAfter({ attempts }: Pick<Row, 'attempts'>): number {
    return backOff(attempts, this.plan.retries);
  }

  /** Puts a row back with the reason of its failure. @param key the row's key without the network */
  async postpone(
    tx: Pick<Statements, 'query'>,
    networkId: string,
    key: readonly string[],
    { reason, afterSeconds }: { readonly reason: string; readonly afterSeconds: number },
  ): Promise<void> {
    await tx.query(this.postponing, [networkId, reason, afterSeconds, ...key]);
  }

  /** SQL conditions on the key's first columns, with parameters numbered from `first`. */
  private conditions(columns: number, first: number): string {
    return this.plan.key
      .slice(0, columns)
      .map((column, place) => ` AND ${column} = $${String(first + place)}`)
      .join('');
  }
}

function also(sets: string | undefined): string {
  return sets === undefined ? '' : `${sets}, `;
}
