import type { Decision } from '../../decision';
import type { JournalRow, TransferRow } from '../ledger/journal/journal-row';
import {
  decodeFacts,
  decodeItems,
  encodeDetails,
  encodeFacts,
  encodeItems,
  encodeProgress,
  encodeTrace,
} from '../ledger/journal/stored-json';
import { keepsOwnDetails } from '../till/kinds/kinds';
import { isSettlement } from './settled-rows.rules';
import { elsewhereOf, pointsGivenOf, transferRowsOf } from '../ledger/journal/journal-writer';

/** A figure for which the replayed decision differs from the ledger. */
export interface ReplayDifference {
  /** A column of the journal row, or `transfers[2].amount`. */
  readonly where: string;
  readonly stored: string | number | null;
  readonly decided: string | number | null;
}

/** Compares a decision with its stored row and transfers, byte for byte. */
export function compareDecision(
  networkId: string,
  row: JournalRow,
  transfers: readonly TransferRow[],
  decision: Decision,
): ReplayDifference[] {
  const differences = [
    ...compareColumns(row, decision.amounts),
    ...compareColumns(row, statusOf(row, decision)),
    ...compareColumns(row, encodedOf(row, decision)),
    // In a row older than this column, the column has no value to compare.
    ...compareColumns(row, { pointsGiven: row.pointsGiven === null ? null : pointsGivenOf(row, decision) }),
  ];
  const expected = row.guestId === null ? [] : transferRowsOf(networkId, row.guestId, row.id, decision.transfers);
  return [...differences, ...compareTransfers(transfers, expected)];
}

function compareColumns(row: JournalRow, decided: Partial<JournalRow>): ReplayDifference[] {
  const differences: ReplayDifference[] = [];
  for (const where of Object.keys(decided) as (keyof JournalRow)[])
    if (row[where] !== decided[where]) differences.push({ where, stored: row[where], decided: decided[where] ?? null });
  return differences;
}

function statusOf(row: JournalRow, { after, tierBefore, tier, progress }: Decision): Partial<JournalRow> {
  // An anonymous receipt has no balance and no tier. The number of its refund is assigned before the decision.
  if (row.guestId === null) {
    const guestVersion = row.type === 'REFUND' ? row.guestVersion : null;
    return { guestVersion, tierBefore: null, tier: null, tierProgress: null };
  }
  const { available, pending, held, inReview, receivable } = after.balance;
  return {
    guestVersion: after.version,
    available,
    pending,
    held,
    inReview,
    receivable,
    tierBefore,
    tier,
    tierProgress: encodeProgress(progress),
  };
}

function encodedOf(row: JournalRow, decision: Decision): Partial<JournalRow> {
  return {
    items: encodeItems(decodeItems(row), decision.lines),
    facts: encodeFacts({
      ...decodeFacts(row),
      birthdayToday: decision.facts.birthdayToday === true,
      birthdayMonth: decision.facts.birthdayMonth === true,
      segments: decision.facts.segments,
      campaigns: decision.facts.campaigns ?? null,
      noRegret: decision.facts.noRegret ?? null,
      elsewhere: row.guestId === null || isSettlement(row) ? null : elsewhereOf(decision.after, row.restaurantId),
    }),
    trace: encodeTrace(decision.trace),
    // A hold also stores its end and the redeemable points, which depend on the way of identification. A warning stores
    // its act.
    details: keepsOwnDetails(row.type) ? row.details : detailsOf(decision),
  };
}

function detailsOf({ details }: Decision): string | null {
  return details === null ? null : encodeDetails(details);
}

function compareTransfers(stored: readonly TransferRow[], decided: readonly TransferRow[]): ReplayDifference[] {
  if (stored.length !== decided.length) return [{ where: 'transfers', stored: stored.length, decided: decided.length }];
  return decided.flatMap((transfer, index) => {
    const other = stored[index];
    if (other === undefined) return [];
    return (Object.keys(transfer) as (keyof TransferRow)[])
      .filter((name) => transfer[name] !== other[name])
      .map((name) => ({ where: `transfers[${String(index)}].${name}`, stored: other[name], decided: transfer[name] }));
  });
}
