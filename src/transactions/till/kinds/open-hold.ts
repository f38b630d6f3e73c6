import { type HoldReference, points } from '../../../decision';
import { refusing, type Refusing } from '../../ledger/act/refusing';
import type { RelatedRows } from '../../ledger/act/till-act';

/** The hold that an act captures or lets go: open, or ended by its time; a voided or captured one is refused. */
export function openHold(hold: RelatedRows | null): HoldReference | Refusing {
  // The network has no such hold, or another network has it, which is the same.
  if (hold === null) return refusing('not_found');
  const end = hold.others.find(
    (other) => (other.type === 'RELEASE' && other.actorKind !== 'system') || other.type === 'SALE',
  );
  if (hold.row.type !== 'HOLD' || end !== undefined) return refusing('hold_closed');
  const quoted = JSON.parse(hold.row.details ?? '{}') as { holdExpiresAt?: number };
  return {
    id: hold.row.id,
    points: points(hold.row.pointsRedeemed),
    expiresAt: quoted.holdExpiresAt ?? hold.row.recordedAt,
  };
}
