import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { handlersOf } from '../../platform/http/handlers-of';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { SecurityModule } from '../../security/security.module';
import { TillModule } from '../till/till.module';
import { CouponBatches } from './coupons/coupon-batches';
import { CouponBatchesController } from './coupons/coupon-batches.controller';
import { CouponCopies } from './coupons/coupon-copies';
import { CouponSearch } from './coupons/coupon-search.query';
import { CouponsController } from './coupons/coupons.controller';
import { AvailableRewards } from './redemptions/available-rewards.query';
import { OwnRewardsController } from './own-rewards/own-rewards.controller';
import { RedemptionExpiryJob } from './redemptions/redemption-expiry.job';
import { Redemptions } from './redemptions/redemptions';
import { RedemptionsController } from './redemptions/redemptions.controller';

/** Coupons, redemptions, and what a guest may take. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, SecurityModule, TillModule],
  controllers: [RedemptionsController, OwnRewardsController, CouponBatchesController, CouponsController],
  providers: [
    ...handlersOf(CouponBatches, Redemptions),
    RedemptionExpiryJob,
    AvailableRewards,
    CouponCopies,
    CouponSearch,
  ],
  exports: [Redemptions, AvailableRewards, CouponBatches, CouponCopies],
})
export class RewardsModule {}
