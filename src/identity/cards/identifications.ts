import { Injectable } from '@nestjs/common';
import type { IdentificationWay } from '../../decision';
import type { Statements } from '../../platform/database/database';
import { findIdentification, type Identified, upsertIdentifications } from './identifications.sql';

/** How the caller of an act came to know its guest; the network says how many points each way may spend. */
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
    if (guestIds.length > 0) await upsertIdentifications(tx, networkId, actorId, guestIds, way);
  }

  /** How this caller last identified the guest; undefined: not within the last half hour. */
  find(tx: Statements, networkId: string, actorId: string, guestId: string): Promise<Identified | undefined> {
    return findIdentification(tx, networkId, actorId, guestId);
  }
}
