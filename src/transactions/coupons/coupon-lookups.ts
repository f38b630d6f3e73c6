import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { GatheredCalls } from '../../platform/database/gathered-calls';
import { type GuessRule, Pii, RateLimiter } from '../../security';
import type { ActBody } from '../till/till-act';
import { couponDigest } from './coupon-digest';
import { listKnown } from './coupons.sql';

const MINUTE_S = 60;
/** Wrong codes that a till, and a guest, may try. A queue stands before a till, so it has more. */
export const MISSES_PER_TILL: GuessRule = { limit: 20, windowSeconds: MINUTE_S, lockSeconds: MINUTE_S };
const MISSES_PER_GUEST: GuessRule = { limit: 5, windowSeconds: MINUTE_S, lockSeconds: MINUTE_S };

/** Acts whose codes are looked up together, and how many are worth a look beside another. */
const MAX_TOGETHER = 100;
const MIN_BESIDE = 24;

/** Who tries codes, and for whom. */
export interface CouponTrier {
  readonly networkId: string;
  readonly actorId: string;
  readonly pointOfSaleId: string | null;
  readonly guestId: string;
}

/** Codes can be guessed, so wrong ones are counted before the act that names them is decided. */
@Injectable()
export class CouponLookups {
  /** Whether all of them are codes of the network. */
  private readonly known = new GatheredCalls<readonly string[], boolean>({
    maxSize: MAX_TOGETHER,
    atOnce: 2,
    minBeside: MIN_BESIDE,
    run: (networkId, asked) => this.areKnown(networkId, asked),
  });

  constructor(
    private readonly database: Database,
    private readonly limiter: RateLimiter,
    private readonly pii: Pii,
  ) {}

  /**
   * Counts a miss where an act names a code that the network does not have; what it is answered is decided with it, so
   * that the answer stands under its key. Throws `rate_limited` above the limit of the till or of the guest. Nothing to
   * wait for where it names none.
   */
  countMisses(body: ActBody, trier: CouponTrier): Promise<void> | undefined {
    const codes = codesOf(body);
    return codes.length === 0 ? undefined : this.countMissesOf(codes, trier);
  }

  private async countMissesOf(codes: readonly string[], trier: CouponTrier): Promise<void> {
    const { networkId, actorId, pointOfSaleId, guestId } = trier;
    const till = { subject: `coupon:till:${networkId}:${pointOfSaleId ?? actorId}`, rule: MISSES_PER_TILL };
    const guest = { subject: `coupon:guest:${networkId}:${guestId}`, rule: MISSES_PER_GUEST };
    await this.limiter.countingMisses(till, () =>
      this.limiter.countingMisses(guest, () => this.findAll(networkId, codes)),
    );
  }

  private async findAll(networkId: string, codes: readonly string[]): Promise<true | undefined> {
    const digests = codes.map((code) => couponDigest(this.pii, networkId, code)).filter((digest) => digest !== null);
    if (digests.length < codes.length) return undefined;
    return (await this.known.call(networkId, digests)) ? true : undefined;
  }

  private async areKnown(networkId: string, asked: readonly (readonly string[])[]): Promise<boolean[]> {
    const known = new Set(
      await this.database.inNetwork(networkId, (tx) => listKnown(tx, networkId, [...new Set(asked.flat())])),
    );
    return asked.map((digests) => digests.every((digest) => known.has(digest)));
  }
}

function codesOf(body: ActBody): readonly string[] {
  if (body.kind === 'REWARD') return body.coupon === null ? [] : [body.coupon];
  const sale = body.kind === 'HOLD' ? body.sale : body;
  return sale.kind === 'SALE' ? (sale.rewards?.coupons ?? []) : [];
}
