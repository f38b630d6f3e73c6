import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../../configuration';
import { isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { findClaimHolder } from '../../../platform/claims/claims.sql';
import { storeUnderKey } from '../../../platform/claims/stored-responses.sql';
import type { Tx } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { LostRace } from '../../ledger/journal/attempts';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import { findHeir } from '../../ledger/read/lineage.sql';
import { kindOf } from '../kinds/kinds';
import { receiptDigestOf } from '../kinds/receipt-claim';
import type { ActCall, Locks, Part } from '../participants/participant';
import { calendarOfNetwork } from '../queue/till-batch';
import type { Refusing } from '../../ledger/act/refusing';
import type { TillAct } from '../../ledger/act/till-act';

/** The consequence of a claimed receipt for an act that names it. At most one of the three is set. */
export interface ReceiptHolder {
  /** A redemption of the same guest, which the act joins: its points enter the act's `payable`. */
  readonly holderId: string | null;
  /** The same sale, brought by another channel before: the act is that sale, seen once more. */
  readonly seen: JournalRow | null;
  readonly refused: Refusing | null;
}

const FREE_RECEIPT: ReceiptHolder = { holderId: null, seen: null, refused: null };

/** The receipt that an act names, which another act may hold already. */
@Injectable()
export class ReceiptHolders {
  static readonly locks = { read: ['claims'] } satisfies Locks;

  constructor(private readonly clock: Clock) {}

  begin({ tx, act, snapshot, isWritten }: ActCall): Part {
    return {
      read: async (reading) => {
        const { holderId, seen, refused } = await this.find(tx, act, snapshot);
        if (!isWritten || seen === null)
          return { ...reading, receiptHolderId: holderId, refused: reading.refused ?? refused };
        if (await appendSighting(tx, act, seen))
          return { kind: 'POSTED', row: seen, redeemable: null, replayed: false };
        throw new LostRace('claim');
      },
    };
  }

  private async find(tx: Tx, act: TillAct, snapshot: ConfigurationSnapshot): Promise<ReceiptHolder> {
    if (kindOf(act.body).bearsReceipt !== true) return FREE_RECEIPT;
    const occurredAt = act.occurredAt ?? this.clock.now().getTime();
    const businessDate = act.receipt.businessDate ?? isoDateOf(calendarOfNetwork(snapshot).businessDay(occurredAt));
    const digest = receiptDigestOf(act, businessDate, snapshot);
    const holderId = digest === null ? null : await findClaimHolder(tx, act.networkId, digest);
    if (holderId === null) return FREE_RECEIPT;
    const [holder] = await findJournalRows(tx, act.networkId, [holderId]);
    if (holder === undefined) throw new Error(`the receipt's claim points to nothing: ${holderId}`);
    const isOther = holder.guestId !== null && act.guestId !== null && holder.guestId !== act.guestId;
    const isHeir = isOther && (await findHeir(tx, act.networkId, holder.guestId)) === act.guestId;
    return judgeReceiptHolder(act, holder, occurredAt, isHeir);
  }
}

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
async function appendSighting(tx: Tx, act: TillAct, sale: JournalRow): Promise<boolean> {
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
