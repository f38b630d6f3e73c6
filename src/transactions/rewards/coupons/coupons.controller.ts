import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { decodeCursor } from '../../../platform/http/cursor';
import { pageQuery, uuid } from '../../../platform/http/schemas';
import {
  CurrentOrigin,
  CurrentPrincipal,
  type Origin,
  type Principal,
  RequirePermission,
  OnlyReads,
} from '../../../security';
import { COUPON_USES, CouponSearch } from './coupon-search.query';
import * as dto from './coupon.dto';

/** One coupon by its code, which stands in the body: a live code is no part of an address. */
@ApiTags('Rewards')
@ApiBearerAuth()
@Controller('coupons/lookup')
export class CouponsController {
  constructor(private readonly coupons: CouponSearch) {}

  /** Its state now, its batch, and who used it when. */
  @Post()
  @HttpCode(200)
  @OnlyReads()
  @RequirePermission('rewards.manage')
  @ApiOkResponse({ standardSchema: dto.couponSchema })
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
