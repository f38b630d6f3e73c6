import type { IdentificationWay } from '../../../decision';
import type { LookUp, TillReadRow } from '../write/till-rows';
import type { TillAct } from './till-act';

/** How an actor identified a guest by a look-up. */
export interface Identification {
  readonly way: IdentificationWay;
  /** The guest has bought since with the card's live QR or code. Read only for an act that spends points. */
  readonly isOver: boolean;
}

/** The form in which `till_read` returns a look-up. */
type MadeLookUp = readonly [actorId: string, guestId: string, way: IdentificationWay, isOver: boolean];

/** The look-up by which the act's guest may have been identified. Null: the act itself says how. */
export function lookUpOf({ actor, lookedUpAs }: TillAct): LookUp | null {
  return lookedUpAs == null || actor.id === null ? null : { actorId: actor.id, guestId: lookedUpAs };
}

/** The act's look-up, among those read with its guest. Null: there is none within the last half hour. */
export function identificationOf(act: TillAct, { identified }: Pick<TillReadRow, 'identified'>): Identification | null {
  const asked = lookUpOf(act);
  if (asked === null || identified === null) return null;
  const made = (JSON.parse(identified) as readonly MadeLookUp[]).find(
    ([actorId, guestId]) => actorId === asked.actorId && guestId === asked.guestId,
  );
  return made === undefined ? null : { way: made[2], isOver: made[3] };
}
