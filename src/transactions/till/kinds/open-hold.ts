import { type HoldReference, points } from '../../../decision';
import { refusing, type RefusalReason } from '../../ledger/act/refusing';
import type { RelatedRows } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-row';

/**
 * The hold that an act captures or releases. It is open or timed out; a voided or captured hold is refused. A sale
 * captures the hold of a quote, a debit by hand that of a transfer's first step. Either may be released. Only fraud
 * watch (`REVIEW`) ends a review.
 */
export function openHold(
  hold: RelatedRows | null,
  by: 'SALE' | 'MANUAL' | 'RELEASE' | 'REVIEW',
): HoldReference | RefusalReason {
  // A hold of another network is answered like one that does not exist.
  if (hold === null) return refusing('not_found');
  if (isInReview(hold.row) !== (by === 'REVIEW')) return refusing('not_found');
  if (by !== 'RELEASE' && by !== 'REVIEW' && isReserved(hold.row) !== (by === 'MANUAL')) return refusing('not_found');
  const end = hold.others.find(
    (other) =>
      (other.type === 'RELEASE' && other.actorKind !== 'system') || other.type === 'SALE' || other.type === 'MANUAL',
  );
  if (hold.row.type !== 'HOLD' || end !== undefined) return refusing('hold_closed');
  const quoted = JSON.parse(hold.row.details ?? '{}') as { holdExpiresAt?: number };
  return {
    id: hold.row.id,
    points: points(hold.row.pointsRedeemed),
    expiresAt: quoted.holdExpiresAt ?? hold.row.recordedAt,
  };
}

/** Whether a hold belongs to a transfer instead of a quote. */
export function isReserved({ type, details }: Pick<JournalRow, 'type' | 'details'>): boolean {
  if (type !== 'HOLD' || details === null) return false;
  return (JSON.parse(details) as { readonly reserved?: boolean }).reserved === true;
}

/** Whether a hold keeps points in review. */
export function isInReview({ type, details }: Pick<JournalRow, 'type' | 'details'>): boolean {
  if (type !== 'HOLD' || details === null) return false;
  return (JSON.parse(details) as { readonly reviewed?: unknown }).reviewed !== undefined;
}
