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
import * as sql from './shadow-balances.sql';
import { listRecordedSales, moveToGroups } from './shadow-receipts.sql';

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
  const guests = guestIds.length === 0 ? [] : await sql.listWithBalances(tx, networkId, guestIds);
  if (guests.length === 0) return;
  const stored = await sql.listGuestReceipts(tx, networkId, guests);
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
  const compared = windows.map((window): sql.ComparedBalance => {
    const { at, gap, change, receipts, guestId } = window;
    const difference = differenceOfWindow(window, rates);
    const groupId = difference === null ? null : groups.of(difference).id;
    for (const { id, isRecorded } of receipts)
      if (isRecorded && groupOf.get(id) !== groupId) moved.push({ id, groupId });
    const money = Math.trunc((change * terms.pointValue) / MILLION);
    return { guestId, day: at.day, balance: at.balance, gap, money, groupId };
  });
  await groups.save();
  await sql.writeComparison(tx, networkId, compared);
  if (moved.length > 0) await moveToGroups(tx, networkId, moved);
}

async function windowsOfGuests(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
  stored: readonly sql.GuestReceipt[],
): Promise<GuestWindow[]> {
  const balances = byGuest(await sql.listGuestBalances(tx, networkId, guestIds));
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

function windowReceiptOf(receipt: sql.GuestReceipt, traces: ReadonlyMap<string, string | null>): WindowReceipt {
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
