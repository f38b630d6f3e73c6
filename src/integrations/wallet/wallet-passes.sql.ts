import type { Statements, Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import type { Wallet } from './wallet-accounts';

/** The most phones of one pass; a further phone replaces the oldest. */
export const MOST_DEVICES = 20;
/** The wait before a wallet is updated, so that a sale and the acts right after it are one update. */
export const TOLD_AFTER = sql`interval '30 seconds'`;
/** Commits become visible out of order, so a phone also gets changes from a little before its last request. */
const OVERLAP = sql`interval '1 minute'`;

export interface PassRow {
  readonly id: string;
  readonly guestId: string;
  readonly changedAt: Date;
  readonly endedAt: Date | null;
}

/** The guest's pass at the wallet; made if missing. */
export async function putPass(
  tx: Tx,
  networkId: string,
  pass: { id: string; guestId: string; wallet: Wallet },
): Promise<string> {
  const { id, guestId, wallet } = pass;
  const row = await tx.one<{ id: string }>`
    INSERT INTO wallet_passes (network_id, id, guest_id, wallet) VALUES (${networkId}, ${id}, ${guestId}, ${wallet})
     ON CONFLICT (network_id, guest_id, wallet) WHERE came_from = '{}' AND ended_at IS NULL
       DO UPDATE SET wallet = excluded.wallet
     RETURNING id`;
  return row.id;
}

export function findPass(reads: Pick<Statements, 'maybe'>, networkId: string, id: string, wallet: Wallet) {
  return reads.maybe<PassRow>`SELECT id, guest_id, changed_at, ended_at FROM wallet_passes
      WHERE network_id = ${networkId} AND id = ${id} AND wallet = ${wallet}`;
}

/** A phone's passes that changed after a moment (milliseconds since 1970; null: all its passes). At most 100. */
export function listChanged(reads: Statements, networkId: string, digest: Buffer, sinceMs: number | null) {
  return reads.query<{ id: string; changedAt: Date }>`SELECT p.id, p.changed_at FROM wallet_devices d
       JOIN wallet_passes p ON p.network_id = d.network_id AND p.id = d.pass_id
      WHERE d.network_id = ${networkId} AND d.digest = ${digest}
        ${when(sinceMs !== null, sql`AND p.changed_at > to_timestamp(${sinceMs}::bigint / 1000.0) - ${OVERLAP}`)}
      ORDER BY p.changed_at DESC LIMIT 100`;
}
