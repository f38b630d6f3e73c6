import type { Tx } from '../../platform/database/database';

// SQL by hand: balances are compared by the thousand while a file of them is read.

/** A balance that the earlier system tells of a guest. */
export interface BalanceRow {
  /** The digest by which the shadow knows the guest. */
  readonly externalId: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** End of this business date, in milliseconds since the epoch. */
  readonly endsAt: number;
  readonly oldBalance: number;
}

/** Stores balances, each with its guest where a receipt has made one; a balance that is told again replaces the earlier one. Returns the guests. */
export async function storeBalances(tx: Tx, networkId: string, rows: readonly BalanceRow[]): Promise<string[]> {
  const stored = await tx.query<{ guestId: string | null }>`
    INSERT INTO shadow_balances (network_id, external_id, day, ends_at, old_balance, guest_id, balance, gap)
     SELECT ${networkId}, b."externalId", b.day, to_timestamp(b."endsAt" / 1000.0), b."oldBalance", g.id,
            CASE WHEN g.id IS NULL THEN NULL ELSE 0 END, CASE WHEN g.id IS NULL THEN NULL ELSE 0 END
       FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS b ("externalId" text, day date, "endsAt" bigint, "oldBalance" bigint)
       LEFT JOIN guests g ON g.network_id = ${networkId} AND g.external_id = b."externalId"
      ORDER BY b."externalId", b.day
     ON CONFLICT (network_id, external_id, day) DO UPDATE SET old_balance = excluded.old_balance, ends_at = excluded.ends_at
     RETURNING guest_id`;
  return [...new Set(stored.flatMap(({ guestId }) => guestId ?? []))];
}

/** Gives balances that came before the first receipt of their guests to these guests. */
export async function joinGuests(tx: Tx, networkId: string, guestIds: readonly string[]): Promise<void> {
  await tx.query`UPDATE shadow_balances b SET guest_id = g.id, balance = 0, gap = 0 FROM guests g
      WHERE g.network_id = ${networkId} AND g.id = ANY(${guestIds}::uuid[]) AND b.network_id = ${networkId} AND b.external_id = g.external_id
        AND b.guest_id IS NULL`;
}

/** The newest balance of each of these guests that was told for a time before their first receipt. */
export function listOpenings(
  tx: Tx,
  networkId: string,
  wanted: readonly { readonly externalId: string; readonly occurredAt: number }[],
) {
  return tx.query<{ externalId: string; oldBalance: number }>`SELECT b.external_id, b.old_balance
      FROM unnest(${wanted.map(({ externalId }) => externalId)}::text[], ${wanted.map(({ occurredAt }) => occurredAt)}::bigint[]) AS w (id, at)
        CROSS JOIN LATERAL (SELECT external_id, old_balance FROM shadow_balances
          WHERE network_id = ${networkId} AND external_id = w.id AND ends_at <= to_timestamp(w.at / 1000.0)
          ORDER BY day DESC LIMIT 1) b`;
}

/** Whether the shadow has balances of these guests. */
export async function listWithBalances(tx: Tx, networkId: string, guestIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>`SELECT g.id AS "id!" FROM unnest(${guestIds}::uuid[]) AS g (id)
      WHERE EXISTS (SELECT FROM shadow_balances b WHERE b.network_id = ${networkId} AND b.guest_id = g.id)`;
  return rows.map(({ id }) => id);
}

export interface GuestBalance {
  readonly guestId: string;
  readonly day: string;
  readonly endsAt: Date;
  readonly oldBalance: number;
  /** Our points of the guest at that time, by all that happened before. */
  readonly balance: number;
  readonly hasOpening: boolean;
}

/** The balances of these guests with ours of the same moment, oldest first. A guest has the points of the opening from the beginning. */
export function listGuestBalances(tx: Tx, networkId: string, guestIds: readonly string[]) {
  return tx.query<GuestBalance>`WITH moved AS MATERIALIZED (
        SELECT guest_id, type = 'OPENING' AS is_opening, occurred_at, available + pending
               - lag(available + pending, 1, 0::bigint) OVER (PARTITION BY guest_id ORDER BY guest_version) AS points
          FROM transactions WHERE network_id = ${networkId} AND guest_id = ANY(${guestIds}::uuid[]))
      SELECT b.guest_id, b.day::text AS day, b.ends_at, b.old_balance,
             coalesce(m.balance, 0)::bigint AS balance, coalesce(m.opening, false) AS has_opening
        FROM shadow_balances b
        CROSS JOIN LATERAL (SELECT sum(points) FILTER (WHERE occurred_at < b.ends_at OR is_opening) AS balance,
            bool_or(is_opening) AS opening FROM moved WHERE guest_id = b.guest_id) m
       WHERE b.network_id = ${networkId} AND b.guest_id = ANY(${guestIds}::uuid[])
       ORDER BY b.guest_id, b.day`;
}

export interface GuestReceipt {
  readonly id: string;
  readonly guestId: string;
  readonly transactionId: string | null;
  readonly occurredAt: Date;
  readonly isReturn: boolean;
  readonly refusal: string | null;
  readonly amount: number;
  readonly discount: number;
  readonly payable: number;
  readonly earned: number;
  readonly spent: number;
  readonly oldChange: number | null;
  readonly groupId: string | null;
}

/** The compared receipts of these guests by their time. */
export function listGuestReceipts(tx: Tx, networkId: string, guestIds: readonly string[]) {
  return tx.query<GuestReceipt>`SELECT id, guest_id, transaction_id, occurred_at, is_return,
           refusal, amount, discount, payable, earned, spent, old_earned - old_spent AS old_change, group_id
      FROM shadow_receipts WHERE network_id = ${networkId} AND guest_id = ANY(${guestIds}::uuid[]) ORDER BY guest_id, occurred_at, id`;
}

export interface ComparedBalance {
  readonly guestId: string;
  readonly day: string;
  readonly balance: number;
  readonly gap: number;
  readonly money: number;
  readonly groupId: string | null;
}

export async function writeComparison(tx: Tx, networkId: string, rows: readonly ComparedBalance[]): Promise<void> {
  await tx.query`
    UPDATE shadow_balances b SET balance = c.balance, gap = c.gap, money = c.money, group_id = c."groupId"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS c ("guestId" uuid, day date, balance bigint, gap bigint, money bigint,
      "groupId" uuid)
     WHERE b.network_id = ${networkId} AND b.guest_id = c."guestId" AND b.day = c.day
       AND (b.balance, b.gap, b.money, b.group_id) IS DISTINCT FROM (c.balance, c.gap, c.money, c."groupId")`;
}
