import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration';
import { GUEST_STANDINGS, REGISTRATION_AWARD } from '../../identity';
import { SecurityModule } from '../../security';
import { CouponLookups } from '../coupons/coupon-lookups';
import { FamilyAnswers } from '../families/family-answers';
import { FamilyPools } from '../families/family-pools';
import { RegistrationAwards } from '../registration-award/registration-award';
import { RewardBooks } from '../rewards/reward-books';
import { Standings } from '../standings/standings';
import { Till } from './till';
import { TillAlone } from './till-alone';
import { TillBatch } from './till-batch';
import { TillHistory } from './till-history';
import { TillTogether } from './till-together';

/** The way into the ledger, and what identity asks of it through its ports. */
@Module({
  imports: [ConfigurationModule, SecurityModule],
  providers: [
    Till,
    TillAlone,
    TillBatch,
    TillHistory,
    TillTogether,
    RewardBooks,
    CouponLookups,
    FamilyAnswers,
    FamilyPools,
    Standings,
    RegistrationAwards,
    { provide: GUEST_STANDINGS, useExisting: Standings },
    { provide: REGISTRATION_AWARD, useExisting: RegistrationAwards },
  ],
  exports: [Till, TillAlone, TillBatch, TillHistory, TillTogether, CouponLookups, Standings, FamilyAnswers],
})
export class TillModule {}
