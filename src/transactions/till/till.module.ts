import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration';
import { GUEST_STANDINGS, REGISTRATION_AWARD } from '../../identity';
import { SecurityModule } from '../../security';
import { CouponLookups } from './spending/rewards/coupon-lookups';
import { FamilyAnswers } from '../accounts/families/family-answers';
import { FamilyPools } from './spending/family-and-allowance/family-pools';
import { RegistrationAwards } from './expirations/registration-award';
import { RewardBooks } from './spending/rewards/reward-books';
import { Standings } from './balances/standings';
import { Till } from './queue/till';
import { TillAlone } from './queue/till-alone';
import { TillBatch } from './queue/till-batch';
import { TillHistory } from './queue/till-history';
import { TillTogether } from './queue/till-together';

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
