import { Module } from '@nestjs/common';
import { handlersOf } from '../../platform/http/handlers-of';
import { JobsModule } from '../jobs/jobs.module';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { GUEST_BALANCES, HAND_OVERS, REGISTRATION_AWARD } from '../../identity';
import { IdentityModule } from '../../identity/identity.module';
import { SecurityModule } from '../../security/security.module';
import { Approvals } from './approvals/approvals';
import { ManualActs } from './approvals/manual-acts';
import { RestaurantBudgets } from './approvals/restaurant-budgets';
import { RefundSaleHandler } from './approvals/refund-sale.command';
import { UndoSaleHandler } from './approvals/undo-sale.command';
import { ApproveActHandler } from './approvals/approve-act.command';
import { EndWaitingActHandlers } from './approvals/end-waiting-act.commands';
import { RefundLimits } from './approvals/refund-limits';
import { RefundQuotes } from './approvals/refund-quotes.query';
import { RefundedSales } from './approvals/refunded-sales';
import { LedgerBalances } from './balances/ledger-balances';
import { StaffHandOvers } from './sole-gifts/staff-hand-overs';
import { RegistrationAwards } from './expirations/registration-award';
import { ExpirationsJob } from './expirations/expirations.job';
import { ActIntake } from './intake/act-intake';
import { GuestPresence } from './intake/guest-presence';
import { Shifts } from './intake/shifts';
import { SpendConfirmations } from './intake/spend-confirmations';
import { Till } from './queue/till';
import { PARTICIPANT_PROVIDERS } from './participants/participants';
import { SingleActTransaction } from './queue/single-act-transaction';
import { TillBatch } from './batch/till-batch';
import { TillHistory } from './queue/till-history';
import { ManyGuestsTransaction } from './queue/many-guests-transaction';
import { MultiGuestTransaction } from './queue/multi-guest-transaction';
import { BudgetLeasesJob } from './spending/campaigns/budget-leases.job';
import { CampaignBudgets } from './spending/campaigns/campaign-budgets';
import { FamilyPools } from './family/family-pools';
import { SpendLimits } from './confirmation/spend-limits';
import { CouponLookups } from './spending/rewards/coupon-lookups';

/** The way into the ledger: decides and records acts. Also provides what identity needs through its ports. */
@Module({
  imports: [ConfigurationModule, IdentityModule, SecurityModule, JobsModule],
  providers: [
    ...handlersOf(RefundSaleHandler, UndoSaleHandler, ApproveActHandler, EndWaitingActHandlers),
    Till,
    SingleActTransaction,
    TillBatch,
    CampaignBudgets,
    BudgetLeasesJob,
    TillHistory,
    MultiGuestTransaction,
    ManyGuestsTransaction,
    ...PARTICIPANT_PROVIDERS,
    CouponLookups,
    ActIntake,
    SpendConfirmations,
    GuestPresence,
    Shifts,
    Approvals,
    ManualActs,
    RestaurantBudgets,
    RefundedSales,
    RefundLimits,
    RefundQuotes,
    LedgerBalances,
    ExpirationsJob,
    RegistrationAwards,
    { provide: GUEST_BALANCES, useExisting: LedgerBalances },
    StaffHandOvers,
    { provide: HAND_OVERS, useExisting: StaffHandOvers },
    { provide: REGISTRATION_AWARD, useExisting: RegistrationAwards },
  ],
  exports: [
    Till,
    TillBatch,
    SingleActTransaction,
    TillHistory,
    MultiGuestTransaction,
    ManyGuestsTransaction,
    CouponLookups,
    FamilyPools,
    GuestPresence,
    SpendLimits,
    StaffHandOvers,
    ActIntake,
    Shifts,
    Approvals,
    ManualActs,
    RefundQuotes,
    LedgerBalances,
  ],
})
export class TillModule {}
