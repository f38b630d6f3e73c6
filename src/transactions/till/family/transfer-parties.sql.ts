import type { Statements } from '../../../platform/database/database';
import { lowestIdAt } from '../../../platform/ids/ids';

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
  const rows = await tx.query<Party>(
    `SELECT g.id AS "guestId", round(extract(epoch FROM g.created_at) * 1000)::bigint AS "createdAt", s.blocked, s.overdraft,
       g.erased_at IS NOT NULL AS erased, g.merged_into AS "mergedInto",
       EXISTS (SELECT FROM family_members m WHERE m.network_id = $1 AND m.guest_id = i.id AND m.role = 'CHILD') AS "isChild"
     FROM unnest($2::uuid[]) i(id)
     CROSS JOIN LATERAL (SELECT * FROM guests g WHERE g.network_id = $1 AND g.id = i.id LIMIT 1) g
     CROSS JOIN LATERAL (SELECT * FROM guest_states s WHERE s.network_id = $1 AND s.guest_id = i.id LIMIT 1) s`,
    [networkId, guestIds],
  );
  return new Map(rows.map((row) => [row.guestId, row]));
}

/** Points that a guest has given away since two instants, undone transfers included. Read under the guest's lock. */
export function sumGiven(
  tx: Statements,
  networkId: string,
  guestId: string,
  { day, month }: { readonly day: number; readonly month: number },
): Promise<{ day: number; month: number }> {
  // Ids are ordered by time; one day of margin before the month covers a clock that is off.
  return tx.one(
    `SELECT coalesce(sum(t.points_earned) FILTER (WHERE t.recorded_at >= to_timestamp($4::double precision / 1000)), 0)::bigint AS day,
       coalesce(sum(t.points_earned), 0)::bigint AS month
     FROM transactions t
     WHERE t.network_id = $1 AND t.guest_id = $2 AND t.id >= $3 AND t.type = 'TRANSFER' AND t.direction = 'DEBIT'
       AND t.reason_code = 'GIFT' AND t.recorded_at >= to_timestamp($5::double precision / 1000)`,
    [networkId, guestId, lowestIdAt(month - DAY_MS), day, month],
  );
}

/** By the database's clock, in milliseconds since 1970. */
export async function readNow(tx: Statements): Promise<number> {
  const { now } = await tx.one<{ now: number }>('SELECT floor(extract(epoch FROM ledger_now()) * 1000)::bigint AS now');
  return now;
}

const DAY_MS = 86_400_000;
