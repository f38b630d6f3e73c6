import type { Tx } from '../database/database';
import type { Gone } from '../outbox/pieces.sql';
import type { RetentionKind } from '../settings/retention.rules';

/** Counts what went in this transaction, so that the report says neither more nor less than that. */
export async function noteGone(tx: Tx, kind: RetentionKind, { rows, oldest }: Gone): Promise<void> {
  if (rows === 0 || oldest === null) return;
  await tx.query(
    `INSERT INTO retention_days AS r (day, kind, rows, oldest)
     VALUES ((clock_timestamp() AT TIME ZONE 'UTC')::date, $1, $2, $3)
     ON CONFLICT (day, kind) DO UPDATE SET rows = r.rows + excluded.rows, oldest = least(r.oldest, excluded.oldest)`,
    [kind, rows, oldest],
  );
}

export interface RetentionDayRow {
  readonly day: string;
  readonly kind: RetentionKind;
  readonly rows: number;
  readonly oldest: Date;
}

/** The rows that went on the last days, the newest day first. */
export function listGone(tx: Tx, days: number): Promise<RetentionDayRow[]> {
  return tx.query<RetentionDayRow>(
    `SELECT to_char(day, 'YYYY-MM-DD') AS day, kind, rows::float8 AS rows, oldest FROM retention_days
      WHERE day > (clock_timestamp() AT TIME ZONE 'UTC')::date - $1::integer ORDER BY day DESC, kind`,
    [days],
  );
}
