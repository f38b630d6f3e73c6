import { refusing, type RefusalReason } from '../../ledger/act/refusing';
import type { ReceiptPart, TillAct } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { decodeFacts } from '../../ledger/journal/stored-json';
import type { HeldByParts } from '../kinds/built-act';

/** How a part fits the recorded parts of its receipt: refused, or with the names that it takes over. */
export type DividedReceipt =
  | { readonly heldByParts: HeldByParts; readonly refused: null }
  | { readonly heldByParts: undefined; readonly refused: RefusalReason };

/** Whether the act is a part of a receipt that another part's row holds. */
export function isBesidePart({ body, receipt }: TillAct, holder: JournalRow): boolean {
  return body.kind === 'SALE' && receipt.part !== undefined && decodeFacts(holder).part !== null;
}

/** All parts of a receipt are divided in the same way. Null: this one is divided as the recorded one, which `holderId` has. */
export function refuseDivision(part: ReceiptPart, recorded: ReceiptPart, holderId: string): RefusalReason | null {
  const { of, receiptAmount } = recorded;
  if (of === part.of && receiptAmount === part.receiptAmount) return null;
  return refusing('receipt_divided_otherwise', { of, receiptAmount, transactionId: holderId });
}

/** The parts stay within the receipt, and the last one takes exactly the rest. Null: the amount fits. */
export function refuseAmount(
  amount: number,
  { of, receiptAmount }: ReceiptPart,
  recorded: readonly { readonly amount: number }[],
): RefusalReason | null {
  const left = recorded.reduce((rest, part) => rest - part.amount, receiptAmount);
  const isLast = recorded.length === of - 1;
  return amount > left || (isLast && amount !== left) ? refusing('receipt_parts_mismatch', { left }) : null;
}
