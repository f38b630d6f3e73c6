import { Injectable } from '@nestjs/common';
import type { IdentificationWay } from '../../decision';
import type { Statements } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';

/** How long a look-up counts as identification: a guest may take some time at the till. The SQL function `till_read` has the same value. */
const LIFETIME = sql`interval '30 minutes'`;

/** A look-up of a guest by a caller. */
interface LookUp {
  readonly actorId: string;
  readonly guestId: string;
  readonly way: IdentificationWay;
}

/** How the caller of an act identified the guest; the network decides how many points each way allows to spend. */
@Injectable()
export class Identifications {
  /** Notes a look-up by this caller. */
  async note(
    tx: Pick<Statements, 'query'>,
    networkId: string,
    actorId: string,
    guestIds: readonly string[],
    way: IdentificationWay,
  ): Promise<void> {
    const lookUps = [...new Set(guestIds)].map((guestId) => ({ actorId, guestId, way }));
    if (lookUps.length > 0) await upsertIdentifications(tx, networkId, lookUps);
  }

  /** Stores recent look-ups in their order; none of them by name. */
  async noteAll(tx: Pick<Statements, 'query'>, networkId: string, lookUps: readonly LookUp[]): Promise<void> {
    const last = new Map(lookUps.map((lookUp) => [`${lookUp.actorId} ${lookUp.guestId}`, lookUp]));
    await upsertIdentifications(tx, networkId, [...last.values()]);
  }
}

/**
 * Stores each guest's last look-up by each caller. `lookUps` has each pair of guest and caller at most once. A look-up by name does not replace a
 * stronger look-up of the last half hour.
 */
async function upsertIdentifications(
  tx: Pick<Statements, 'query'>,
  networkId: string,
  lookUps: readonly LookUp[],
): Promise<void> {
  await tx.query`INSERT INTO identifications AS i (network_id, actor_id, guest_id, way)
      SELECT ${networkId}, u.actor_id, u.guest_id, u.way
      FROM unnest(${lookUps.map(({ actorId }) => actorId)}::uuid[], ${lookUps.map(({ guestId }) => guestId)}::uuid[],
      ${lookUps.map(({ way }) => way)}::text[]) u(actor_id, guest_id, way)
       ORDER BY u.actor_id, u.guest_id
      ON CONFLICT (network_id, actor_id, guest_id) DO UPDATE SET way = excluded.way, noted_at = excluded.noted_at
        WHERE excluded.way <> 'NAME' OR i.noted_at < clock_timestamp() - ${LIFETIME}`;
}
