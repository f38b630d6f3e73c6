import type { Statements } from '../../../platform/database/database';

export interface AllowanceRow {
  readonly id: string;
  readonly points: number;
  readonly used: number;
  readonly grantedAt: Date;
  readonly until: Date;
}

const COLUMNS = 'id, points, used, granted_at AS "grantedAt", valid_until AS "until"';

/** The allowance of a till that is in force: the latest one, unless it was ended. */
export function findAllowance(
  tx: Statements,
  networkId: string,
  pointOfSaleId: string,
): Promise<AllowanceRow | undefined> {
  return tx.maybe<AllowanceRow>(
    `SELECT ${COLUMNS} FROM till_allowances
      WHERE network_id = $1 AND point_of_sale_id = $2 AND ended_at IS NULL AND valid_until > ledger_now()`,
    [networkId, pointOfSaleId],
  );
}

/** Makes calls that give the same till an allowance take turns. */
export async function lockTill(tx: Statements, networkId: string, pointOfSaleId: string): Promise<void> {
  await tx.query('SELECT 1 FROM points_of_sale WHERE network_id = $1 AND id = $2 FOR NO KEY UPDATE', [
    networkId,
    pointOfSaleId,
  ]);
}

/** Ends an allowance: no more tokens are signed for it. Tokens that were signed stay valid. */
export function endAllowance(
  tx: Statements,
  networkId: string,
  pointOfSaleId: string,
): Promise<AllowanceRow | undefined> {
  return tx.maybe<AllowanceRow>(
    `UPDATE till_allowances SET ended_at = ledger_now()
      WHERE network_id = $1 AND point_of_sale_id = $2 AND ended_at IS NULL RETURNING ${COLUMNS}`,
    [networkId, pointOfSaleId],
  );
}

/** Undefined: `until` is more than `mostDays` from now. */
export function insertAllowance(
  tx: Statements,
  networkId: string,
  row: {
    readonly id: string;
    readonly restaurantId: string;
    readonly pointOfSaleId: string;
    readonly points: number;
    readonly until: string;
    readonly mostDays: number;
    readonly grantedBy: string;
  },
): Promise<AllowanceRow | undefined> {
  return tx.maybe<AllowanceRow>(
    `INSERT INTO till_allowances (network_id, id, restaurant_id, point_of_sale_id, points, valid_until, granted_by)
     SELECT $1, $2, $3, $4, $5, $6, $8
      WHERE $6::timestamptz > ledger_now() AND $6::timestamptz <= ledger_now() + make_interval(days => $7)
     RETURNING ${COLUMNS}`,
    [networkId, row.id, row.restaurantId, row.pointOfSaleId, row.points, row.until, row.mostDays, row.grantedBy],
  );
}

/** The used part of an allowance. It is locked after the guests (ledger.md, rule 2), so that the next act sees this act's use. */
export function lockAllowance(
  tx: Statements,
  networkId: string,
  id: string,
): Promise<Pick<AllowanceRow, 'points' | 'used'> | undefined> {
  return tx.maybe<AllowanceRow>(
    'SELECT points, used FROM till_allowances WHERE network_id = $1 AND id = $2 FOR UPDATE',
    [networkId, id],
  );
}

/** Counts points as used, in the transaction of the act that the allowance pays for. */
export async function useAllowance(tx: Statements, networkId: string, id: string, points: number): Promise<void> {
  await tx.query('UPDATE till_allowances SET used = used + $3 WHERE network_id = $1 AND id = $2', [
    networkId,
    id,
    points,
  ]);
}

/** The points of an allowance; 0 where the till has none. */
export async function findAllowancePoints(tx: Statements, networkId: string, id: string): Promise<number> {
  const row = await tx.maybe<{ points: number }>(
    'SELECT points FROM till_allowances WHERE network_id = $1 AND id = $2',
    [networkId, id],
  );
  return row?.points ?? 0;
}
