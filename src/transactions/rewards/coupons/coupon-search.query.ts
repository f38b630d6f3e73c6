import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { pageFrom } from '../../../platform/http/cursor';
import { ProblemError } from '../../../platform/problems/problem';
import { Audit, networkOf, type Origin, Pii, type Principal, RateLimiter } from '../../../security';
import { redemptionAnswers } from '../redemptions/redemption-answers';
import { listRedemptionsOfCoupon } from '../../till/spending/rewards/redemption.sql';
import { batchAnswer } from './coupon-batch.dto';
import { couponDigest } from '../../till/spending/rewards/coupon-digest';
import { MISSES_PER_TILL } from '../../till/spending/rewards/coupon-lookups';
import { couponStateOf, goodUntil } from './coupon-state.rules';
import type { CouponAnswer } from './coupon.dto';
import { type CouponRow, findBatch } from './coupons.sql';

export const COUPON_USES = 'coupon-uses';

/** Finds a coupon by its code, to say why it does not work. */
@Injectable()
export class CouponSearch {
  constructor(
    private readonly database: Database,
    private readonly limiter: RateLimiter,
    private readonly audit: Audit,
    private readonly pii: Pii,
  ) {}

  /**
   * `page.before`: the last use of the page before. The audit records the reader, because the response names guests.
   * Throws `coupon_unknown`, and `rate_limited` after as many wrong codes as a till may try.
   */
  async find(
    principal: Principal,
    code: string,
    page: { readonly before: string | null; readonly limit: number },
    origin: Origin,
  ): Promise<CouponAnswer> {
    const networkId = networkOf(principal);
    const misses = { subject: `coupon:till:${networkId}:${principal.id}`, rule: MISSES_PER_TILL };
    const found = await this.limiter.countingMisses(misses, async () => {
      const digest = couponDigest(this.pii, networkId, code);
      return digest === null ? undefined : this.read(principal, digest, page, origin);
    });
    if (found === undefined) throw new ProblemError('coupon_unknown');
    return found;
  }

  private read(
    principal: Principal,
    digest: string,
    { before, limit }: { readonly before: string | null; readonly limit: number },
    origin: Origin,
  ): Promise<CouponAnswer | undefined> {
    const networkId = networkOf(principal);
    return this.database.inNetwork(networkId, async (tx) => {
      const coupon = await tx.maybe<CouponRow>`SELECT c.batch_id, c.number, c.restored_until, ledger_now() AS now,
               CASE WHEN EXISTS (SELECT FROM claims k WHERE k.network_id = ${networkId} AND k.digest = ${digest}) THEN 0
               ELSE c.uses_left END AS uses_left
          FROM coupons c WHERE c.network_id = ${networkId} AND c.digest = ${digest}`;
      if (coupon === undefined) return undefined;
      const batch = await findBatch(tx, networkId, coupon.batchId);
      if (batch === undefined) throw new Error('a coupon has no batch');
      const { number, usesLeft } = coupon;
      const rows = await listRedemptionsOfCoupon(tx, networkId, digest, before, limit + 1);
      await this.audit.append(tx, networkId, {
        actor: principal,
        origin,
        action: 'coupon.looked_up',
        subjectKind: 'coupon_batch',
        subjectId: batch.id,
        after: { number },
      });
      const { items, nextCursor } = pageFrom(COUPON_USES, rows, limit, ({ id }) => id);
      const answerOf = await redemptionAnswers(tx, this.pii, principal, items);
      return {
        state: couponStateOf(coupon, batch),
        number,
        usesLeft,
        goodUntil: goodUntil(coupon, batch)?.toISOString() ?? null,
        batch: batchAnswer(batch),
        uses: { items: items.map(answerOf), nextCursor },
      };
    });
  }
}
