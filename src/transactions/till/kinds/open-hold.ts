import { type HoldReference, points } from '../../../decision';
import { refusing, type Refusing } from '../../ledger/act/refusing';
import type { RelatedRows } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-row';

/**
 * The hold that an act captures or lets go: open, or ended by its time; a voided or captured one is refused. A sale
 * captures what a quote held, a debit by hand what the first step of a transfer held; any hold of these may be let go. Fraud
 * watch alone (`REVIEW`) ends a review.
 */
export function openHold(
  hold: RelatedRows | null,
  by: 'SALE' | 'MANUAL' | 'RELEASE' | 'REVIEW',
): HoldReference | Refusing {
  // The network has no such hold, or another network has it, which is the same.
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

/** Whether the points of a hold are those of a transfer rather than of a quote. */
export function isReserved({ type, details }: Pick<JournalRow, 'type' | 'details'>): boolean {
  if (type !== 'HOLD' || details === null) return false;
  return (JSON.parse(details) as { readonly reserved?: boolean }).reserved === true;
}

/** Whether the points of a hold wait in review. */
export function isInReview({ type, details }: Pick<JournalRow, 'type' | 'details'>): boolean {
  if (type !== 'HOLD' || details === null) return false;
  return (JSON.parse(details) as { readonly reviewed?: unknown }).reviewed !== undefined;
}
