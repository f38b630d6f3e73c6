import type { Statements } from '../../../platform/database/database';

/** Facts about a guest that a transfer needs besides the guest's state. */
export interface Party {
  readonly guestId: string;
  readonly createdAt: number;
  readonly blocked: boolean;
  /** The balance is below zero, so incoming points would have to fill it first. */
  readonly overdraft: boolean;
  readonly erased: boolean;
  readonly mergedInto: string | null;
  /** Whether a parent set how much the guest may spend. */
  readonly isChild: boolean;
}

/** By guest id, without guests that the network does not have. */
export async function listParties(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
): Promise<ReadonlyMap<string, Party>> {
  const rows = await tx.query<Party>`
    SELECT g.id AS guest_id, round(extract(epoch FROM g.created_at) * 1000)::bigint AS created_at, s.blocked, s.overdraft,
      g.erased_at IS NOT NULL AS erased, g.merged_into,
      EXISTS (SELECT FROM family_members m WHERE m.network_id = ${networkId} AND m.guest_id = i.id AND m.role = 'CHILD') AS is_child
    FROM unnest(${guestIds}::uuid[]) i(id)
    CROSS JOIN LATERAL (SELECT * FROM guests g WHERE g.network_id = ${networkId} AND g.id = i.id LIMIT 1) g
    CROSS JOIN LATERAL (SELECT * FROM guest_states s WHERE s.network_id = ${networkId} AND s.guest_id = i.id LIMIT 1) s`;
  return new Map(rows.map((row) => [row.guestId, row]));
}

/** By the database's clock, in milliseconds since 1970. */
export async function readNow(tx: Statements): Promise<number> {
  const { now } = await tx.one<{ now: number }>`SELECT floor(extract(epoch FROM ledger_now()) * 1000)::bigint AS now`;
  return now;
}
