import type { IdentificationWay } from '../../decision';
import type { Statements } from '../../platform/database/database';

/** How long a look-up counts: a guest may stand at the till for some time after it. */
const LIFETIME = "interval '30 minutes'";

export interface Identified {
  readonly way: IdentificationWay;
  readonly notedAt: Date;
}

/** Keeps the last look-up. A look-up by name does not replace a stronger one of the last half hour. */
export async function upsertIdentifications(
  tx: Pick<Statements, 'query'>,
  networkId: string,
  actorId: string,
  guestIds: readonly string[],
  way: IdentificationWay,
): Promise<void> {
  await tx.query(
    `INSERT INTO identifications AS i (network_id, actor_id, guest_id, way)
     SELECT $1, $2, g.id, $4 FROM unnest($3::uuid[]) g(id) ORDER BY g.id
     ON CONFLICT (network_id, actor_id, guest_id) DO UPDATE SET way = excluded.way, noted_at = excluded.noted_at
       WHERE excluded.way <> 'NAME' OR i.noted_at < clock_timestamp() - ${LIFETIME}`,
    [networkId, actorId, [...new Set(guestIds)], way],
  );
}

/** How a caller identified a guest; undefined: not within the last half hour. `till_read` reads the same with a guest. */
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
