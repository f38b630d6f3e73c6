import type { IdentificationWay } from '../../decision';
import type { Statements } from '../../platform/database/database';

/** How long a look-up counts as identification: a guest may take some time at the till. */
const LIFETIME = "interval '30 minutes'";

export interface Identified {
  readonly way: IdentificationWay;
  readonly notedAt: Date;
}

/** A look-up of a guest by a caller. */
export interface LookUp {
  readonly actorId: string;
  readonly guestId: string;
  readonly way: IdentificationWay;
}

/**
 * Stores each guest's last look-up by each caller; no pair may come twice. A look-up by name does not replace a stronger one of the last half hour.
 */
export async function upsertIdentifications(
  tx: Pick<Statements, 'query'>,
  networkId: string,
  lookUps: readonly LookUp[],
): Promise<void> {
  await tx.query(
    `INSERT INTO identifications AS i (network_id, actor_id, guest_id, way)
     SELECT $1, u.actor_id, u.guest_id, u.way FROM unnest($2::uuid[], $3::uuid[], $4::text[]) u(actor_id, guest_id, way)
      ORDER BY u.actor_id, u.guest_id
     ON CONFLICT (network_id, actor_id, guest_id) DO UPDATE SET way = excluded.way, noted_at = excluded.noted_at
       WHERE excluded.way <> 'NAME' OR i.noted_at < clock_timestamp() - ${LIFETIME}`,
    [
      networkId,
      lookUps.map(({ actorId }) => actorId),
      lookUps.map(({ guestId }) => guestId),
      lookUps.map(({ way }) => way),
    ],
  );
}

/** How a caller identified a guest; undefined: not within the last half hour. `till_read` reads the same rows together with the guest. */
export function findIdentification(
  tx: Statements,
  networkId: string,
  actorId: string,
  guestId: string,
): Promise<Identified | undefined> {
  return tx.maybe<Identified>(
    `SELECT way, noted_at AS "notedAt" FROM identifications
      WHERE network_id = $1 AND actor_id = $2 AND guest_id = $3 AND noted_at >= clock_timestamp() - ${LIFETIME}`,
    [networkId, actorId, guestId],
  );
}
