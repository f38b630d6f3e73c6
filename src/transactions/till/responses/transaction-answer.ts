import { invariant, type Redeemable, type SaleReward, type TraceEntry } from '../../../decision';
import type { AnswerReader } from './shown-names';
import { renderTrace } from './trace-text';
import { type JournalRow, saleAttributesOf } from '../../ledger/journal/journal-columns';
import { type AnsweredType, isAnswered } from '../../ledger/journal/journal-row';
import {
  decodeFacts,
  decodeRefundDetails,
  decodeItems,
  decodeProgress,
  decodeTrace,
  discountsOf,
  isAttached,
  returnedToGuest,
} from '../../ledger/journal/stored-json';
import type { StoredParts, SaleLine, StoredReward } from '../../ledger/act/till-act';
import type {
  AnyTransaction,
  ExpectedRefund,
  QuoteAnswer,
  QuotedRewards,
  RefundAnswer,
  TraceAnswer,
  TransactionAnswer,
} from './transaction-answer.dto';

/**
 * The answer of a transaction, made from its row alone. So a repetition is equal to the first answer to the byte, and
 * only the row has to be stored. `told`: the parsed JSON of the row, if the caller has it.
 */
export function transactionAnswerOf(row: JournalRow, reader: AnswerReader, told = toldBy(row)): AnyTransaction {
  return row.type === 'REFUND' ? refundAnswerOf(row, reader, told) : plainAnswerOf(row, reader, told);
}

/** The answer of a row that is a sale. */
export function saleAnswerOf(row: JournalRow, reader: AnswerReader): TransactionAnswer {
  return plainAnswerOf(row, reader, toldBy(row));
}

function toldBy(row: JournalRow): StoredParts {
  const { rewards, reward, elsewhere } = decodeFacts(row);
  return { trace: decodeTrace(row), progress: decodeProgress(row.tierProgress), rewards, reward, elsewhere };
}

/** The answer of a quote, made from the row that was or would be written. */
export function quoteAnswerOf(
  row: JournalRow,
  { redeemable, confirmAbove }: { readonly redeemable: Redeemable | null; readonly confirmAbove: number | null },
  hold: { id: string; expiresAt: number } | null,
  rewardsAvailable: QuotedRewards,
  reader: AnswerReader,
): QuoteAnswer {
  const answer: Omit<TransactionAnswer, 'id' | 'status' | 'recordedAt'> = plainAnswerOf(
    row,
    reader,
    toldBy(row),
    'SALE',
  );
  return Object.assign(answer, {
    id: null,
    status: 'QUOTED' as const,
    recordedAt: null,
    redeemable: redeemable ?? { min: 0, max: 0, limitedBy: 'PROGRAM' as const },
    confirmAbove,
    holdId: hold?.id ?? null,
    holdExpiresAt: hold === null ? null : new Date(hold.expiresAt).toISOString(),
    rewardsAvailable,
  });
}

/** The reasons of a row's effects in the reader's language. */
export function traceAnswerOf(
  row: JournalRow,
  { network, language, names }: AnswerReader,
  trace: readonly TraceEntry[] = decodeTrace(row),
): TraceAnswer {
  const { currency, currencyDigits } = network;
  let items: readonly SaleLine[] | undefined;
  const itemName = (sku: string) => (items ??= decodeItems(row) ?? []).find((item) => item.sku === sku)?.name ?? null;
  const reading = { language, currency, currencyDigits, amount: row.amount, names, itemName };
  const shown = names?.isForGuest === true ? trace.filter(isToldToGuests) : trace;
  return shown.map((entry) => ({
    effect: entry.effect,
    rule: entry.rule,
    amount: entry.amount,
    arguments: entry.arguments,
    reason: renderTrace(entry, reading),
  }));
}

/** Whether guests may read the entry. A guest of a control group must not learn of it, since that would spoil the comparison. */
function isToldToGuests({ arguments: { failed } }: TraceEntry): boolean {
  return failed !== 'control' && failed !== 'heldOut';
}

/** Types of rows that move points without a sale. */
const MOVING: ReadonlySet<AnsweredType> = new Set(['MANUAL', 'EXPIRY', 'AWARD', 'TRANSFER', 'OPENING']);

/** One literal with few later additions: an object that grows member by member becomes a dictionary, which serialises three times slower. */
function plainAnswerOf(
  row: JournalRow,
  reader: AnswerReader,
  told: StoredParts,
  type: JournalRow['type'] = row.type,
): TransactionAnswer {
  invariant(isAnswered(type) && type !== 'REFUND', 'an answer is of a transaction that the API shows');
  const debited = row.direction === 'DEBIT' || row.type === 'EXPIRY';
  const recordedAt = new Date(row.recordedAt).toISOString();
  return {
    id: row.id,
    status: 'POSTED',
    guestId: row.guestId,
    pointOfSaleId: row.pointOfSaleId,
    restaurantId: row.restaurantId,
    currency: reader.network.currency,
    balance: balanceAnswerOf(row, told.elsewhere),
    tier: tierAnswerOf(row, told.progress),
    programVersion: row.programVersion,
    businessDate: row.businessDate,
    occurredAt: row.occurredAt === row.recordedAt ? recordedAt : new Date(row.occurredAt).toISOString(),
    recordedAt,
    identifiedBy: row.identifiedBy,
    trace: traceAnswerOf(row, reader, told.trace),
    type,
    attachedAt: isAttached(row) ? recordedAt : null,
    receiptNumber: row.receiptNumber,
    externalOrderId: row.externalOrderId,
    amount: row.amount,
    discount: row.discount,
    discountByLine: discountsOf(row),
    pointsRedeemed: row.pointsRedeemed,
    pointsValue: row.pointsValue,
    payable: payableOf(row),
    pointsEarned: debited ? 0 : row.pointsEarned,
    direction: row.direction === 'CREDIT' || row.direction === 'DEBIT' ? row.direction : null,
    points: MOVING.has(type) ? row.pointsEarned : 0,
    reasonCode: row.reasonCode,
    rewards: told.rewards === null ? NONE_USED : told.rewards.map(usedRewardOf),
    redemption: told.reward === null ? null : redemptionOf(told.reward),
    part: partOf(row),
    ...saleAttributesOf(row),
  };
}

function partOf(row: JournalRow): TransactionAnswer['part'] {
  const { part } = decodeFacts(row);
  return part === null ? null : { number: part.number, of: part.of, receiptAmount: part.receiptAmount };
}

/** The amount to pay. The row stores it only for sales; a redemption before its sale leaves the rest of its order to be paid. */
function payableOf({ type, amount, pointsValue, payable }: JournalRow): number {
  return type === 'REDEMPTION' ? amount - pointsValue : payable;
}

const NONE_USED: TransactionAnswer['rewards'] = [];

function usedRewardOf({ redemptionId, rewardId, code }: SaleReward): TransactionAnswer['rewards'][number] {
  return { redemptionId, redemptionItemId: rewardId, code };
}

function redemptionOf({ rewardId, code, quantity, slotId }: StoredReward): TransactionAnswer['redemption'] {
  return { redemptionItemId: rewardId, code, quantity, slotId };
}

/** The answer of a refund, made from the row that was or would be written. */
export function refundAnswerOf(
  row: JournalRow,
  reader: AnswerReader,
  { trace, progress, elsewhere }: StoredParts = toldBy(row),
): RefundAnswer {
  invariant(row.relatedId !== null, `the refund ${row.id} names a sale`);
  const recordedAt = new Date(row.recordedAt).toISOString();
  return {
    id: row.id,
    status: 'POSTED',
    guestId: row.guestId,
    pointOfSaleId: row.pointOfSaleId,
    restaurantId: row.restaurantId,
    currency: reader.network.currency,
    balance: balanceAnswerOf(row, elsewhere),
    tier: tierAnswerOf(row, progress),
    programVersion: row.programVersion,
    businessDate: row.businessDate,
    occurredAt: row.occurredAt === row.recordedAt ? recordedAt : new Date(row.occurredAt).toISOString(),
    recordedAt,
    identifiedBy: row.identifiedBy,
    trace: traceAnswerOf(row, reader, trace),
    type: 'REFUND',
    refundOf: row.relatedId,
    reason: row.reasonCode ?? reader.refundReason?.(row.id) ?? null,
    discount: row.discount,
    pointsValue: row.pointsValue,
    lines: refundedLinesOf(row),
    ...refundFiguresOf(row),
  };
}

function refundedLinesOf(row: JournalRow): RefundAnswer['lines'] {
  const { lines } = decodeRefundDetails(row);
  const hasDiscounts = row.discount === 0 || lines.some(({ discount }) => discount !== undefined);
  return lines.map(({ line, gross, payable, discount = 0 }) => ({
    line,
    amount: gross,
    discount: hasDiscounts ? discount : null,
    payable,
  }));
}

/** Figures of a refund, done or expected, from its row. */
export function refundFiguresOf(row: JournalRow): ExpectedRefund {
  return {
    amount: row.amount,
    payable: row.payable,
    pointsReturned: returnedToGuest(row),
    pointsTakenBack: row.pointsEarned,
    pointsNotTaken: row.pointsNotTaken,
  };
}

function balanceAnswerOf(row: JournalRow, elsewhere: StoredParts['elsewhere']): TransactionAnswer['balance'] {
  if (row.guestId === null) return null;
  const balance = {
    available: row.available,
    pending: row.pending,
    held: row.held,
    inReview: row.inReview,
    receivable: row.receivable,
  };
  return elsewhere == null ? balance : { ...balance, elsewhere };
}

function tierAnswerOf(
  row: JournalRow,
  { next, amountToNext, visitsToNext }: StoredParts['progress'],
): TransactionAnswer['tier'] {
  return row.guestId === null ? null : { code: row.tier, next, amountToNext, visitsToNext };
}
