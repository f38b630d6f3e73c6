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

/** How callers identified guests, in the order asked; null: not within the last half hour. */
export async function listIdentifications(
  tx: Statements,
  networkId: string,
  asked: readonly { readonly actorId: string; readonly guestId: string }[],
): Promise<(Identified | null)[]> {
  const rows = await tx.query<{ way: IdentificationWay | null; notedAt: Date | null }>(
    `SELECT i.way, i.noted_at AS "notedAt" FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY a(actor, guest, n)
     LEFT JOIN LATERAL (
       SELECT * FROM identifications i WHERE i.network_id = $1 AND i.actor_id = a.actor AND i.guest_id = a.guest
          AND i.noted_at >= clock_timestamp() - ${LIFETIME} LIMIT 1) i ON true
     ORDER BY a.n`,
    [networkId, asked.map(({ actorId }) => actorId), asked.map(({ guestId }) => guestId)],
  );
  return rows.map(({ way, notedAt }) => (way === null || notedAt === null ? null : { way, notedAt }));
}
