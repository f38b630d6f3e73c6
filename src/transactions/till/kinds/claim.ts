import { claimDigest } from '../../../platform/claims/claim-digest';
import { refusing, type RefusalReason } from '../../ledger/act/refusing';
import type { ClaimBody, SaleBody, TillAct } from '../../ledger/act/till-act';
import { type JournalRow, saleAttributesOf } from '../../ledger/journal/journal-columns';
import { decodeItems } from '../../ledger/journal/stored-json';
import type { KindOfAct } from './kind';
import { buildSale, paidDiscountOf } from './sale';

/** Turns an anonymous receipt into the guest's sale. It is decided as of the time of printing, like a late act; the amount paid does not change. */
export const claim: KindOfAct<ClaimBody, never> = {
  row: 'SALE',
  build(prepared, _body, context) {
    const receipt = prepared.related?.row;
    if (receipt?.type !== 'SALE') return refusing('not_found');
    const { related, act } = prepared;
    const byGuest = act.actor.kind === 'guest';
    const claimed = related?.others.find((other) => other.type === 'SALE');
    if (claimed !== undefined) return byGuest ? refuseGuest(claimed, act) : refuseStaff(claimed);
    if (related?.others.some((other) => other.type === 'REFUND') === true)
      return refusing(byGuest ? 'receipt_refunded' : 'not_refundable');
    const windowMs = context.snapshot.profile.settings.claimWindowHours * 3_600_000;
    if (context.now - receipt.recordedAt > windowMs) return refusing('claim_window_over');
    const sold: SaleBody = {
      kind: 'SALE',
      amount: receipt.amount,
      lines: decodeItems(receipt),
      pointsToRedeem: null,
      holdId: null,
      attributes: saleAttributesOf(receipt),
      rewards: null,
    };
    const { occurredAt, businessDate } = receipt;
    const built = buildSale(prepared, sold, { ...context, occurredAt });
    if ('refused' in built || built.act === null) return built;
    const frame = { ...built.frame, relatedId: receipt.id, businessDate, occurredAt };
    return { ...built, act: { ...built.act, attached: true, paidDiscount: paidDiscountOf(receipt) }, frame };
  },
  needsLots: () => false,
  // A replay reads the row back as the sale that it became.
  fromRow: () => null,
  related: ({ receiptId }) => receiptId,
  tierAsOf: 'RECEIPT',
  concernsSold: true,
  claims: (_prepared, { receiptId }, row) => [
    { kind: 'RECEIPT_CLAIM', digest: claimDigest('RECEIPT_CLAIM', receiptId), holder: row.id, expected: null },
  ],
};

function refuseStaff({ id }: JournalRow): RefusalReason {
  return refusing('receipt_already_claimed', { transactionId: id });
}

/** Refuses a claim without telling the guest about another guest's sale. */
function refuseGuest(claimed: JournalRow, { guestId }: TillAct): RefusalReason {
  return refusing(claimed.guestId === guestId ? 'receipt_already_yours' : 'receipt_already_claimed');
}
