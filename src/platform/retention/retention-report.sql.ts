import type { Tx } from '../database/database';
import type { DeletedRows } from '../outbox/pieces.sql';
import type { RetentionKind } from '../settings/retention.rules';

/** Adds the rows that this transaction deleted to the report, so that the report counts exactly the deletions that are committed. */
export async function noteGone(tx: Tx, kind: RetentionKind, { rows, oldest }: DeletedRows): Promise<void> {
  if (rows === 0 || oldest === null) return;
  await tx.query`
    INSERT INTO retention_days AS r (day, kind, rows, oldest)
    VALUES ((clock_timestamp() AT TIME ZONE 'UTC')::date, ${kind}, ${rows}, ${oldest})
    ON CONFLICT (day, kind) DO UPDATE SET rows = r.rows + excluded.rows, oldest = least(r.oldest, excluded.oldest)`;
}

export interface RetentionDayRow {
  readonly day: string;
  readonly kind: RetentionKind;
  readonly rows: number;
  readonly oldest: Date;
}

/** The rows deleted on each of the last days, newest day first. */
export function listGone(tx: Tx, days: number): Promise<RetentionDayRow[]> {
  return tx.query<RetentionDayRow>`
    SELECT to_char(day, 'YYYY-MM-DD') AS day, kind, rows::float8 AS rows, oldest FROM retention_days
     WHERE day > (clock_timestamp() AT TIME ZONE 'UTC')::date - ${days}::integer ORDER BY day DESC, kind`;
}
