import { refusing, type RefusalReason } from '../../ledger/act/refusing';
import type { ReceiptPart, TillAct } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { decodeFacts } from '../../ledger/journal/stored-json';
import type { HeldByParts } from '../kinds/built-act';

/** The consequence for an act whose receipt another act holds. At most one member is set. */
export interface ReceiptHolder {
  /** A redemption of the same guest that the act joins. Its points enter the act's `payable`. */
  readonly holderId: string | null;
  /** The same sale, recorded earlier through another channel. The act adds a sighting to this sale. */
  readonly seen: JournalRow | null;
  readonly refused: RefusalReason | null;
}

const FREE_RECEIPT: ReceiptHolder = { holderId: null, seen: null, refused: null };

/** Two channels report one sale within this time (ledger.md, rule 21). */
const SAME_SALE_WITHIN_MS = 10 * 60_000;

/** Decides what happens to an act whose receipt the row `holder` holds already. */
export function judgeReceiptHolder(
  act: TillAct,
  holder: JournalRow,
  occurredAt: number,
  /** The holder's guest was merged into the act's guest. */
  isHeir = false,
): ReceiptHolder {
  const beside = { transactionId: holder.id };
  if (holder.guestId !== null && act.guestId !== null && holder.guestId !== act.guestId && !isHeir) {
    return { ...FREE_RECEIPT, refused: { refused: 'receipt_belongs_to_another_guest', data: beside } };
  }
  if (holder.type === 'REDEMPTION' && act.guestId !== null) return { ...FREE_RECEIPT, holderId: holder.id };
  if (isSeenAgain(act, isHeir ? { ...holder, guestId: act.guestId } : holder, occurredAt))
    return { ...FREE_RECEIPT, seen: holder };
  return { ...FREE_RECEIPT, refused: { refused: 'receipt_already_recorded', data: beside } };
}

/** Whether the act is the same sale through another channel: same restaurant, guest and amount, within ten minutes. */
function isSeenAgain(
  { body, channel, guestId, restaurantId, receipt }: TillAct,
  holder: JournalRow,
  occurredAt: number,
): boolean {
  return (
    body.kind === 'SALE' &&
    holder.type === 'SALE' &&
    channel !== holder.channel &&
    channel !== 'IMPORT' &&
    guestId === holder.guestId &&
    restaurantId === holder.restaurantId &&
    body.amount === holder.amount &&
    receipt.part?.number === decodeFacts(holder).part?.number &&
    Math.abs(occurredAt - holder.occurredAt) <= SAME_SALE_WITHIN_MS
  );
}

/** How a part fits the recorded parts of its receipt. The part is refused, or accepted together with the receipt's names that recorded parts hold. */
export type DividedReceipt =
  | { readonly heldByParts: HeldByParts; readonly refused: null }
  | { readonly heldByParts: undefined; readonly refused: RefusalReason };

/** Whether the act is a part of a receipt that another part's row holds. */
export function isBesidePart({ body, receipt }: TillAct, holder: JournalRow): boolean {
  return body.kind === 'SALE' && receipt.part !== undefined && decodeFacts(holder).part !== null;
}

/** Refuses a part whose division differs from that of a recorded part (row `holderId`). Null: the divisions agree. */
export function refuseDivision(part: ReceiptPart, recorded: ReceiptPart, holderId: string): RefusalReason | null {
  const { of, receiptAmount } = recorded;
  if (of === part.of && receiptAmount === part.receiptAmount) return null;
  return refusing('receipt_divided_otherwise', { of, receiptAmount, transactionId: holderId });
}

/** Refuses a part that exceeds the receipt, and a last part that leaves a rest. Null: the amount fits. */
export function refuseAmount(
  amount: number,
  { of, receiptAmount }: ReceiptPart,
  recorded: readonly { readonly amount: number }[],
): RefusalReason | null {
  const left = recorded.reduce((rest, part) => rest - part.amount, receiptAmount);
  const isLast = recorded.length === of - 1;
  return amount > left || (isLast && amount !== left) ? refusing('receipt_parts_mismatch', { left }) : null;
}
