import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import { LOOKUP_MISSES_PER_TILL, type Principal, RateLimiter } from '../../security';

/** Limits how many look-ups of guests may miss: a caller's misses a minute are counted together, whatever was looked up. */
@Injectable()
export class LookupMisses {
  constructor(private readonly limiter: RateLimiter) {}

  /** Runs a look-up; `undefined` is a miss. Throws `rate_limited` after too many. */
  counting<T>(
    network: NetworkProfile,
    principal: Principal,
    find: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const rule = { ...LOOKUP_MISSES_PER_TILL, limit: network.settings.rates.lookupMissesPerMinute };
    return this.limiter.countingMisses({ subject: `lookup:${principal.kind}:${principal.id}`, rule }, find);
  }
  /** The same for a search of several: an empty list is a miss. */
  async countingEmpty<T>(
    network: NetworkProfile,
    principal: Principal,
    find: () => Promise<readonly T[]>,
  ): Promise<T[]> {
    const found = await this.counting(network, principal, async () => {
      const items = await find();
      return items.length === 0 ? undefined : items;
    });
    return [...(found ?? [])];
  }
}
