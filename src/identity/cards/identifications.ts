import { Injectable } from '@nestjs/common';
import type { IdentificationWay } from '../../decision';
import type { Statements } from '../../platform/database/database';
import { type LookUp, upsertIdentifications } from './identifications.sql';

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
