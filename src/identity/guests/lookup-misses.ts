import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import { LOOKUP_MISSES_PER_TILL, type Principal, RateLimiter } from '../../security';

/** Misses of looking guests up, by code, card or search: each caller has so many a minute, whichever way they come. */
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
}
