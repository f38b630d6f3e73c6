import type { IdentificationWay } from '../../../decision';
import type { LookUp, TillReadRow } from '../write/till-statements';
import type { TillAct } from './till-act';

/** A look-up of a guest by an actor. */
export interface Identification {
  readonly way: IdentificationWay;
  /** The guest has bought since with the live face of a card; read only for an act that spends. */
  readonly isOver: boolean;
}

/** As `till_read` writes them. */
type MadeLookUp = readonly [actorId: string, guestId: string, way: IdentificationWay, isOver: boolean];

/** The look-up by which the act may have been identified; null: its way is known without. */
export function lookUpOf({ actor, lookedUpAs }: TillAct): LookUp | null {
  return lookedUpAs == null || actor.id === null ? null : { actorId: actor.id, guestId: lookedUpAs };
}

/** The look-up of an act, among those that were read with its guest; null: none within the last half hour. */
export function identificationOf(act: TillAct, { identified }: Pick<TillReadRow, 'identified'>): Identification | null {
  const asked = lookUpOf(act);
  if (asked === null || identified === null) return null;
  const made = (JSON.parse(identified) as readonly MadeLookUp[]).find(
    ([actorId, guestId]) => actorId === asked.actorId && guestId === asked.guestId,
  );
  return made === undefined ? null : { way: made[2], isOver: made[3] };
}
