import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import { LOOKUP_MISSES_PER_TILL, type Principal, RateLimiter } from '../../security';

/** Limits failed look-ups of guests: all of a caller's misses in a minute count together. */
@Injectable()
export class LookupMisses {
  constructor(private readonly limiter: RateLimiter) {}

  /** Runs a look-up, where `undefined` is a miss. Throws `rate_limited` after too many misses. */
  counting<T>(
    network: NetworkProfile,
    principal: Principal,
    find: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const rule = { ...LOOKUP_MISSES_PER_TILL, limit: network.settings.rates.lookupMissesPerMinute };
    return this.limiter.countingMisses({ subject: `lookup:${principal.kind}:${principal.id}`, rule }, find);
  }
  /** Like `counting`, for a list: an empty list is a miss. */
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
