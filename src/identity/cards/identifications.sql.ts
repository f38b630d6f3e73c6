import type { IdentificationWay } from '../../decision';
import type { Statements } from '../../platform/database/database';

/** How long a look-up counts as identification: a guest may take some time at the till. The SQL function `till_read` has the same value. */
const LIFETIME = "interval '30 minutes'";

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
