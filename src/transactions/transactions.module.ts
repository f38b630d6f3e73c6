import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../configuration';
import { IdentityModule } from '../identity';
import { SecurityModule } from '../security';
import { Activities } from './desk/activities/activities';
import { ActivitiesController } from './desk/activities/activities.controller';
import { BirthdayJob } from './desk/activities/birthday.job';
import { ActIntake } from './till/intake/act-intake';
import { Allowances } from './desk/offline/allowances';
import { AllowancesController } from './desk/offline/allowances.controller';
import { GuestTransactionsController } from './desk/sales/guest-transactions.controller';
import { RecordTransactionHandler } from './desk/sales/record-transaction.command';
import { Approvals } from './till/approvals/approvals';
import { AssuranceModule } from './assurance.module';
import { DueJob } from './till/expirations/due.job';
import { TransactionHistory } from './desk/history/transaction-history';
import { TransactionsController } from './desk/history/transactions.controller';
import { Families } from './accounts/families/families';
import { FamiliesController } from './accounts/families/families.controller';
import { ListFamilies } from './accounts/families/list-families.query';
import { OwnFamilyController } from './accounts/families/own-family.controller';
import { HoldsController } from './desk/quotes/holds.controller';
import { Quotes } from './desk/quotes/quotes';
import { Merges } from './accounts/merges/merges';
import { MergesController } from './accounts/merges/merges.controller';
import { ManualActs } from './till/approvals/manual-acts';
import { OfflineBatchController } from './desk/offline/offline-batch.controller';
import { OfflineBatches } from './desk/offline/offline-batches';
import { ImpactController } from './whatif/program-impact/impact.controller';
import { ImpactFile } from './whatif/program-impact/impact-file.query';
import { ProgramFiles } from './whatif/program-impact/program-files';
import { ReceiptSearch } from './desk/receipts/receipt-search.query';
import { ReceiptsController } from './desk/receipts/receipts.controller';
import { Refunds } from './till/approvals/refunds';
import { Restorations } from './desk/sales/restorations';
import { RestoreController } from './desk/sales/restore.controller';
import { CouponBatches } from './rewards/coupons/coupon-batches';
import { CouponBatchesController } from './rewards/coupons/coupon-batches.controller';
import { CouponSearch } from './rewards/coupons/coupon-search.query';
import { CouponsController } from './rewards/coupons/coupons.controller';
import { AvailableRewards } from './rewards/redemptions/available-rewards.query';
import { Payments } from './desk/payments/payments';
import { PaymentsController } from './desk/payments/payments.controller';
import { RedemptionExpiryJob } from './rewards/redemptions/redemption-expiry.job';
import { Redemptions } from './rewards/redemptions/redemptions';
import { RedemptionsController } from './rewards/redemptions/redemptions.controller';
import { PointsService } from '../integrations/compat/points-service';
import { PointsServiceController } from '../integrations/compat/points-service.controller';
import { RewardsServiceController } from '../integrations/compat/rewards-service.controller';
import { ShiftReports } from './desk/shifts/shift-reports';
import { Shifts } from './till/intake/shifts';
import { ShiftsController } from './desk/shifts/shifts.controller';
import { SimulationController } from './desk/simulation/simulation.controller';
import { StandingsController } from './desk/history/standings.controller';
import { GuestTiers } from './accounts/tiers/guest-tiers';
import { GuestTiersController } from './accounts/tiers/guest-tiers.controller';
import { LoyaltyStatuses } from '../integrations/compat/loyalty-status';
import { LoyaltyStatusController } from '../integrations/compat/loyalty-status.controller';
import { TiersController } from './accounts/tiers/tiers.controller';
import { TillModule } from './till/till.module';
import { Transfers } from './accounts/transfers/transfers';
import { TransfersController } from './accounts/transfers/transfers.controller';
import { InboxController } from './accounts/warnings/inbox.controller';
import { WarningDeliveries } from './accounts/warnings/warning-deliveries';
import { TierRevisionJob } from './accounts/tiers/tier-revision.job';
import { WarningsJob } from './accounts/warnings/warnings.job';

/** The till, the ledger, and what is read from them. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, SecurityModule, TillModule, AssuranceModule],
  controllers: [
    GuestTransactionsController,
    ActivitiesController,
    PaymentsController,
    HoldsController,
    StandingsController,
    GuestTiersController,
    LoyaltyStatusController,
    PointsServiceController,
    TiersController,
    // Before the routes with an id, so that "batch" is not taken for one.
    OfflineBatchController,
    TransactionsController,
    RestoreController,
    InboxController,
    ReceiptsController,
    ImpactController,
    ShiftsController,
    RedemptionsController,
    RewardsServiceController,
    CouponBatchesController,
    CouponsController,
    SimulationController,
    TransfersController,
    MergesController,
    FamiliesController,
    OwnFamilyController,
    AllowancesController,
  ],
  providers: [
    ActIntake,
    Activities,
    Payments,
    BirthdayJob,
    RecordTransactionHandler,
    Approvals,
    DueJob,
    TierRevisionJob,
    TransactionHistory,
    Quotes,
    ReceiptSearch,
    ManualActs,
    ImpactFile,
    ProgramFiles,
    OfflineBatches,
    Allowances,
    Refunds,
    Restorations,
    GuestTiers,
    LoyaltyStatuses,
    PointsService,
    ShiftReports,
    Shifts,
    Redemptions,
    RedemptionExpiryJob,
    AvailableRewards,
    CouponBatches,
    CouponSearch,
    Transfers,
    Merges,
    Families,
    ListFamilies,
    WarningDeliveries,
    WarningsJob,
  ],
  exports: [TillModule],
})
export class TransactionsModule {}
