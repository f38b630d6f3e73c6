import { storeUnderKey } from '../../../platform/claims/stored-responses.sql';
import type { Tx } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import type { JournalRow } from '../../ledger/journal/journal-row';
import type { Refusing } from '../../ledger/act/refusing';
import type { TillAct } from '../../ledger/act/till-act';

/** What a receipt that is claimed already means for an act that names it. At most one of the three is set. */
export interface ReceiptHolder {
  /** A redemption of the same guest, which the act joins: its points enter the act's `payable`. */
  readonly holderId: string | null;
  /** The same sale, brought by another channel before: the act is that sale, seen once more. */
  readonly seen: JournalRow | null;
  readonly refused: Refusing | null;
}

export const FREE_RECEIPT: ReceiptHolder = { holderId: null, seen: null, refused: null };

/** Two channels that tell of one sale tell it within this time (ledger.md, rule 21). */
const SAME_SALE_WITHIN_MS = 10 * 60_000;

/** Judges who holds the receipt of an act that occurred at this instant. Pure. */
export function judgeReceiptHolder(
  act: TillAct,
  holder: JournalRow,
  occurredAt: number,
  /** The holder's guest was merged into the act's. */
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

/** The same act by another channel: same restaurant, guest and amount, within ten minutes. */
function isSeenAgain(
  { body, channel, guestId, restaurantId }: TillAct,
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
    Math.abs(occurredAt - holder.occurredAt) <= SAME_SALE_WITHIN_MS
  );
}

/**
 * Marks a sale as seen by another channel: an event of its own, and the act's key, which answers with the sale from
 * now on. False when the key is somebody's already.
 */
export async function appendSighting(tx: Tx, act: TillAct, sale: JournalRow): Promise<boolean> {
  if (act.key !== null) {
    const response = { id: newId(), status: 201, data: { seen: sale.id } };
    if (!(await storeUnderKey(tx, act.networkId, act.key, response))) return false;
  }
  await tx.query(
    `INSERT INTO events (network_id, epoch, id, type, subject_id, guest_id, guest_version)
     VALUES ($1, epoch_of($1), $2, 'sale.seen', $3, $4, $5)`,
    [act.networkId, newId(), sale.id, sale.guestId, sale.guestVersion],
  );
  return true;
}
