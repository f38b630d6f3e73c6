import { Body, Query } from '@nestjs/common';
import type { z } from 'zod';
import { decodeCursor } from '../../../platform/http/cursor';
import { pageQuery, uuid } from '../../../platform/http/schemas';
import {
  CurrentOrigin,
  CurrentPrincipal,
  type Origin,
  type Principal,
  OnlyReads,
  Route,
  Routes,
} from '../../../security';
import { COUPON_USES, CouponSearch } from './coupon-search.query';
import * as dto from './coupon.dto';

/** Looks up a coupon by its code. The code stands in the body, because logs and histories keep addresses. */
@Routes('coupons/lookup', 'Rewards')
export class CouponsController {
  constructor(private readonly coupons: CouponSearch) {}

  @Route('POST', {
    id: 'lookUpCoupon',
    permission: 'rewards.manage',
    summary: 'Look up a coupon by its code',
    description:
      'Answers with its state now, its batch, and a page of its uses. The code stands in the body, because live codes ' +
      'are no part of an address; `limit` and `cursor` page the uses. Wrong codes count: after too many the caller has ' +
      'to wait. The look-up is noted in the audit.',
    ok: dto.couponSchema,
    problems: ['coupon_unknown'],
  })
  @OnlyReads()
  lookup(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Query({ schema: pageQuery }) { cursor, limit }: z.infer<typeof pageQuery>,
    @Body({ schema: dto.lookupCouponSchema }) { code }: z.infer<typeof dto.lookupCouponSchema>,
  ): Promise<dto.CouponAnswer> {
    const before = cursor === undefined ? null : decodeCursor(COUPON_USES, cursor, uuid);
    return this.coupons.find(principal, code, { before, limit }, origin);
  }
}
