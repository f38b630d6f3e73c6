import { Injectable } from '@nestjs/common';
import { BroughtGuests } from 'loyalty-platform/identity';
import { Database } from 'loyalty-platform/platform/database/database';
import { DEMO_MARKETING } from './demo-networks';
import { GUESTS_TO_TRY } from './demo-parts';
import { drawBelow, seededRandom, seedOf } from './seeded-random.rules';

const MOST_GUESTS = 10_000;
const PERCENT = 100;
/** Percent of the guests who agreed to messages, and of those who refused; the others were not asked. */
const AGREED = 72;
const REFUSED = 6;
const TO_TRY: readonly string[] = GUESTS_TO_TRY.map(({ externalId }) => externalId);

/** Gives the demonstration's guests the answers about messages that they gave when they registered. */
@Injectable()
export class DemoConsents {
  constructor(
    private readonly database: Database,
    private readonly brought: BroughtGuests,
  ) {}

  /** Guests who have answered are left as they are. */
  async ensure(networkId: string): Promise<void> {
    await this.database.inNetwork(networkId, async (tx) => {
      const guests = await tx.query<{ guestId: string; externalId: string; at: Date }>`
        SELECT id AS guest_id, external_id, created_at AS at FROM guests
         WHERE network_id = ${networkId} AND external_id IS NOT NULL ORDER BY id LIMIT ${MOST_GUESTS}`;
      const answers = guests.flatMap(({ guestId, externalId, at }) => {
        const given = agreementOf(externalId);
        return given === null ? [] : [{ ...DEMO_MARKETING, guestId, given, at, basis: 'FORMER_SYSTEM' as const }];
      });
      await this.brought.recordAnswers(tx, networkId, answers);
    });
  }
}

/** Null: the guest was not asked. */
function agreementOf(externalId: string): boolean | null {
  if (TO_TRY.includes(externalId)) return true;
  const drawn = drawBelow(seededRandom(seedOf(`marketing/${externalId}`)), PERCENT);
  if (drawn < AGREED) return true;
  return drawn < AGREED + REFUSED ? false : null;
}
