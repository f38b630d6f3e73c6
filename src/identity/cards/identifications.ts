import { Injectable } from '@nestjs/common';
import type { IdentificationWay } from '../../decision';
import { Database, type Statements } from '../../platform/database/database';
import { type Identified, listIdentifications, upsertIdentifications } from './identifications.sql';

export type { Identified } from './identifications.sql';

interface Waiting {
  readonly actorId: string;
  readonly guestId: string;
  readonly resolve: (found: Identified | null) => void;
  readonly reject: (error: unknown) => void;
}

/** How the caller of an act came to know its guest; the network says how many points each way may spend. */
@Injectable()
export class Identifications {
  private readonly waiting = new Map<string, Waiting[]>();

  constructor(private readonly database: Database) {}

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

  /**
   * How this caller last identified the guest; null: not within the last half hour. Calls of one network that come while
   * a query is under way share the next, because each sale asks.
   */
  find(networkId: string, actorId: string, guestId: string): Promise<Identified | null> {
    return new Promise((resolve, reject) => {
      const asked = { actorId, guestId, resolve, reject };
      const others = this.waiting.get(networkId);
      if (others !== undefined) {
        others.push(asked);
        return;
      }
      this.waiting.set(networkId, [asked]);
      setImmediate(() => void this.answer(networkId));
    });
  }

  private async answer(networkId: string): Promise<void> {
    const asked = this.waiting.get(networkId) ?? [];
    this.waiting.delete(networkId);
    try {
      const found = await listIdentifications(this.database.readsOf(networkId), networkId, asked);
      asked.forEach(({ resolve }, n) => {
        resolve(found[n] ?? null);
      });
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
