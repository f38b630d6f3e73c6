import type { Tx } from '../../platform/database/database';
import {
  type BalanceWindow,
  differenceOfWindow,
  ratedOf,
  windowsOf,
  type WindowReceipt,
} from './balance-windows.rules';
import type { ComparisonGroups } from './comparison-groups';
import { findOldRates } from './old-rate.rules';
import { gainsOf } from './recorded-gains';
import { listRecordedSales, moveToGroups } from './shadow-receipts.sql';

interface GuestBalance {
  readonly guestId: string;
  readonly day: string;
  readonly endsAt: Date;
  readonly oldBalance: number;
  /** Our points of the guest at that time, by all that happened before. */
  readonly balance: number;
  readonly hasOpening: boolean;
}

interface GuestReceipt {
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

interface ComparedBalance {
  readonly guestId: string;
  readonly day: string;
  readonly balance: number;
  readonly gap: number;
  readonly money: number;
  readonly groupId: string | null;
}

export interface ComparisonTerms {
  /** Minor units of a million points. */
  readonly pointValue: number;
  /** Minor units of one unit of money. */
  readonly unit: number;
}

interface GuestWindow extends BalanceWindow {
  readonly guestId: string;
}

const MILLION = 1_000_000;

/**
 * Compares the balances of guests that the earlier system told by the day. A receipt for which it has not said what it gave is equal where the balances
 * around it did not part, else it stands in the group of the reason. Comparing guests again changes nothing unless receipts or balances came.
 */
export async function compareBalances(
  tx: Tx,
  networkId: string,
  groups: ComparisonGroups,
  guestIds: readonly string[],
  terms: ComparisonTerms,
): Promise<void> {
  const guests = guestIds.length === 0 ? [] : await listWithBalances(tx, networkId, guestIds);
  if (guests.length === 0) return;
  // The compared receipts of these guests by their time.
  const stored = await tx.query<GuestReceipt>`
    SELECT id, guest_id, transaction_id, occurred_at, is_return,
          refusal, amount, discount, payable, earned, spent, old_earned - old_spent AS old_change, group_id
     FROM shadow_receipts WHERE network_id = ${networkId} AND guest_id = ANY(${guests}::uuid[]) ORDER BY guest_id, occurred_at, id`;
  const windows = await windowsOfGuests(tx, networkId, guests, stored);
  const rates = [
    ...groups.rates,
    ...findOldRates(
      windows.flatMap((window) => ratedOf(window) ?? []),
      terms.unit,
    ),
  ];
  const groupOf = new Map(stored.map(({ id, groupId }) => [id, groupId]));
  const moved: { readonly id: string; readonly groupId: string | null }[] = [];
  const compared = windows.map((window): ComparedBalance => {
    const { at, gap, change, receipts, guestId } = window;
    const difference = differenceOfWindow(window, rates);
    const groupId = difference === null ? null : groups.of(difference).id;
    for (const { id, isRecorded } of receipts)
      if (isRecorded && groupOf.get(id) !== groupId) moved.push({ id, groupId });
    const money = Math.trunc((change * terms.pointValue) / MILLION);
    return { guestId, day: at.day, balance: at.balance, gap, money, groupId };
  });
  await groups.save();
  await tx.query`
    UPDATE shadow_balances b SET balance = c.balance, gap = c.gap, money = c.money, group_id = c."groupId"
      FROM jsonb_to_recordset(${JSON.stringify(compared)}::jsonb) AS c ("guestId" uuid, day date, balance bigint, gap bigint, money bigint,
      "groupId" uuid)
     WHERE b.network_id = ${networkId} AND b.guest_id = c."guestId" AND b.day = c.day
       AND (b.balance, b.gap, b.money, b.group_id) IS DISTINCT FROM (c.balance, c.gap, c.money, c."groupId")`;
  if (moved.length > 0) await moveToGroups(tx, networkId, moved);
}

async function windowsOfGuests(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
  stored: readonly GuestReceipt[],
): Promise<GuestWindow[]> {
  const balances = byGuest(await listGuestBalances(tx, networkId, guestIds));
  const unsaid = stored.flatMap(({ oldChange, transactionId }) => (oldChange === null ? (transactionId ?? []) : []));
  const traces = new Map((await listRecordedSales(tx, networkId, unsaid)).map(({ id, trace }) => [id, trace]));
  const receipts = byGuest(stored);
  return [...balances].flatMap(([guestId, told]) =>
    windowsOf(
      told.map(({ endsAt, ...balance }) => ({ ...balance, endsAt: endsAt.getTime() })),
      (receipts.get(guestId) ?? []).map((receipt) => windowReceiptOf(receipt, traces)),
      told.some(({ hasOpening }) => hasOpening),
    ).map((window) => ({ ...window, guestId })),
  );
}

function windowReceiptOf(receipt: GuestReceipt, traces: ReadonlyMap<string, string | null>): WindowReceipt {
  const { transactionId, occurredAt } = receipt;
  const trace = transactionId === null ? null : (traces.get(transactionId) ?? null);
  return { ...receipt, occurredAt: occurredAt.getTime(), isRecorded: transactionId !== null, gains: gainsOf(trace) };
}

function byGuest<Row extends { readonly guestId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const known = found.get(row.guestId);
    if (known === undefined) found.set(row.guestId, [row]);
    else known.push(row);
  }
  return found;
}

/** Whether the shadow has balances of these guests. */
async function listWithBalances(tx: Tx, networkId: string, guestIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>`SELECT g.id AS "id!" FROM unnest(${guestIds}::uuid[]) AS g (id)
      WHERE EXISTS (SELECT FROM shadow_balances b WHERE b.network_id = ${networkId} AND b.guest_id = g.id)`;
  return rows.map(({ id }) => id);
}

/** The balances of these guests with ours of the same moment, oldest first. A guest has the points of the opening from the beginning. */
function listGuestBalances(tx: Tx, networkId: string, guestIds: readonly string[]) {
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
