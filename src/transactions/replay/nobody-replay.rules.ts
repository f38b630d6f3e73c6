import { decide, type Decision, newGuest, points, type RefundDetails } from '../../decision';
import type { JournalRow } from '../ledger/journal-row';
import { decodeDivision, decodeItems, decodeRefundDetails, decodeSaleDetails } from '../ledger/stored-json';
import { decisionOfNobody } from '../till/receipt-of-nobody.rules';
import { nowOf, refundedParts } from './act-of-row.rules';
import type { ProgramLookup } from './guest-history.rules';
import type { ReplaySettings } from './guest-replay.rules';

/** Decides a receipt of nobody anew. */
export function decideNobodysSale(row: JournalRow, settings: ReplaySettings): Decision {
  const decision = decisionOfNobody(row.amount, decodeItems(row), {
    restaurantId: row.restaurantId ?? '',
    day: settings.calendar.localDay(row.occurredAt),
  });
  if ('refused' in decision) throw new Error(`it would be refused: ${decision.refused}`);
  return decision;
}

/** Decides a refund of a receipt of nobody anew, after the refunds of the same receipt before it. */
export function decideNobodysRefund(
  row: JournalRow,
  sale: JournalRow,
  before: readonly RefundDetails[],
  programs: ProgramLookup,
  settings: ReplaySettings,
): Decision {
  const program = row.programVersion === null ? undefined : programs.ofVersion(row.programVersion);
  if (program === undefined) throw new Error(`no published programme has the version ${String(row.programVersion)}`);
  const now = nowOf(row);
  const inForce = programs.inForce(now) ?? null;
  const act = {
    kind: 'REFUND' as const,
    saleId: sale.id,
    lines: decodeDivision(sale),
    details: decodeSaleDetails(sale, program),
    refunds: before,
    expired: points(0),
    what: refundedParts(decodeRefundDetails(row)),
  };
  const decision = decide(program, newGuest(), act, {
    now,
    calendar: settings.calendar,
    inForce: inForce === program ? null : inForce,
    transactionId: row.id,
    captureGraceMs: settings.captureGraceMs,
    restoredForDays: settings.restoredForDays,
  });
  if (decision.kind === 'REFUSED') throw new Error(`it would be refused: ${decision.code}`);
  return decision;
}
