import { Injectable } from '@nestjs/common';
import { Database } from '../../../../platform/database/database';
import { type GuessRule, RateLimiter } from '../../../../security/sale';
import { RewardAllocation } from './reward-allocation';
import type { TillAct } from '../../../ledger/act/till-act';
import { codesNamedBy } from '../../kinds/kinds';
import { pooledTill } from '../../../ledger/write/till-statements';

const MINUTE_S = 60;
/** How many wrong codes a till, and a guest, may try. A till serves many guests, so it may try more. */
export const MISSES_PER_TILL: GuessRule = { limit: 20, windowSeconds: MINUTE_S, lockSeconds: MINUTE_S };
const MISSES_PER_GUEST: GuessRule = { limit: 5, windowSeconds: MINUTE_S, lockSeconds: MINUTE_S };

/** Counts wrong codes before an act that names one is decided, since codes can be guessed. */
@Injectable()
export class CouponLookups {
  constructor(
    private readonly database: Database,
    private readonly limiter: RateLimiter,
    private readonly rewards: RewardAllocation,
  ) {}

  /**
   * Runs `work`, which finds the codes of an act and may decide it. Undefined: the network does not have one of the
   * codes. Then the miss is counted, nothing was decided, and the refusal is decided like any other, so that it is
   * stored under the act's key. Throws `rate_limited` above the limit of the till or of the guest.
   */
  countingMisses<T>(act: TillAct, find: () => Promise<T | undefined>): Promise<T | undefined> {
    const { networkId, guestId, pointOfSaleId, actor } = act;
    if (guestId === null || codesNamedBy(act.body).length === 0) return find();
    const place = pointOfSaleId ?? actor.id ?? '';
    const till = { subject: `coupon:till:${networkId}:${place}`, rule: MISSES_PER_TILL };
    const guest = { subject: `coupon:guest:${networkId}:${guestId}`, rule: MISSES_PER_GUEST };
    return this.limiter.countingMisses(till, () => this.limiter.countingMisses(guest, find));
  }

  /** Whether the network has all codes that an act names. Not a promise where the act names none. */
  areKnown(act: TillAct): true | Promise<boolean> {
    return codesNamedBy(act.body).length === 0 || this.lookUp(act);
  }

  private async lookUp(act: TillAct): Promise<boolean> {
    const { networkId, guestId } = act;
    const digests = this.rewards.digestsOf(act);
    const asked = digests.flatMap((digest) => (digest === null ? [] : [{ guestId, digest }]));
    if (asked.length < digests.length) return false;
    const { codes } = await pooledTill(this.database).readWithCodes(networkId, [], asked);
    return codes.every((found) => found !== null);
  }
}
