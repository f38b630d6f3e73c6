import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import { claimDigest } from '../../platform/claims/claim-digest';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { freeClaim, findClaimHolder, upsertClaim } from '../../platform/claims/claims.sql';
import { KNOWN_BY_NUMBER } from './scan-claims.sql';

/** As long as a guest may stand at the till after their card was read. */
const MARK_LIFETIME_MS = 30 * 60_000;

/**
 * How whoever rings up came to know the guest. A permanent number is printed and can be copied, so it alone never
 * spends more than the network allows, until the guest is known by a live code, a live QR or their phone.
 */
@Injectable()
export class Identifications {
  constructor(private readonly clock: Clock) {}

  /** Notes a look-up; `permanent`: by the card number or the static QR. */
  async note(
    tx: Tx,
    networkId: string,
    known: { actorId: string; guestId: string; permanent: boolean },
  ): Promise<void> {
    const digest = digestOf(known.actorId, known.guestId);
    if (known.permanent) await upsertClaim(tx, networkId, { digest, kind: KNOWN_BY_NUMBER, holderId: newId() });
    else await freeClaim(tx, networkId, digest);
  }

  /**
   * The most points that this actor may spend of this guest at once; null: no such limit, also for an actor who never
   * looked the guest up (a till system that knows its guests by id).
   */
  async findSpendLimit(tx: Tx, network: NetworkProfile, actorId: string, guestId: string): Promise<number | null> {
    const mark = await findClaimHolder(tx, network.id, digestOf(actorId, guestId));
    if (mark === null) return null;
    const ageMs = this.clock.now().getTime() - timeOfId(mark);
    return ageMs > MARK_LIFETIME_MS ? null : network.settings.cards.permanentCardSpend;
  }
}

function digestOf(actorId: string, guestId: string): string {
  return claimDigest('KNOWN_BY_NUMBER', actorId, guestId);
}

/** The first 48 bits of a UUIDv7 are Unix milliseconds (RFC 9562, section 5.7). */
function timeOfId(id: string): number {
  return Number.parseInt(id.replace('-', '').slice(0, 12), 16);
}
