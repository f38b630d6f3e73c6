import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../configuration';
import { IdentityModule } from '../identity';
import { SecurityModule } from '../security';
import { Activities } from './activities/activities';
import { ActivitiesController } from './activities/activities.controller';
import { BirthdayJob } from './activities/birthday.job';
import { ActIntake } from './acts/act-intake';
import { Allowances } from './allowances/allowances';
import { AllowancesController } from './allowances/allowances.controller';
import { GuestTransactionsController } from './acts/guest-transactions.controller';
import { RecordTransactionHandler } from './acts/record-transaction.command';
import { Approvals } from './approvals/approvals';
import { AssuranceModule } from './assurance.module';
import { DueJob } from './due/due.job';
import { TransactionHistory } from './history/transaction-history';
import { TransactionsController } from './history/transactions.controller';
import { Families } from './families/families';
import { FamiliesController } from './families/families.controller';
import { ListFamilies } from './families/list-families.query';
import { OwnFamilyController } from './families/own-family.controller';
import { HoldsController } from './holds/holds.controller';
import { Quotes } from './holds/quotes';
import { Merges } from './merges/merges';
import { MergesController } from './merges/merges.controller';
import { ManualActs } from './manual/manual-acts';
import { OfflineBatchController } from './offline/offline-batch.controller';
import { OfflineBatches } from './offline/offline-batches';
import { ImpactController } from './program-impact/impact.controller';
import { ImpactFile } from './program-impact/impact-file.query';
import { ProgramFiles } from './program-impact/program-files';
import { ReceiptSearch } from './receipts/receipt-search.query';
import { ReceiptsController } from './receipts/receipts.controller';
import { Refunds } from './refunds/refunds';
import { Restorations } from './restore/restorations';
import { RestoreController } from './restore/restore.controller';
import { CouponBatches } from './coupons/coupon-batches';
import { CouponBatchesController } from './coupons/coupon-batches.controller';
import { CouponSearch } from './coupons/coupon-search.query';
import { CouponsController } from './coupons/coupons.controller';
import { AvailableRewards } from './rewards/available-rewards.query';
import { Payments } from './payments/payments';
import { PaymentsController } from './payments/payments.controller';
import { RedemptionExpiryJob } from './rewards/redemption-expiry.job';
import { Redemptions } from './rewards/redemptions';
import { RedemptionsController } from './rewards/redemptions.controller';
import { PointsService } from './points-service/points-service';
import { PointsServiceController } from './points-service/points-service.controller';
import { RewardsServiceController } from './rewards/rewards-service.controller';
import { ShiftReports } from './shifts/shift-reports';
import { Shifts } from './shifts/shifts';
import { ShiftsController } from './shifts/shifts.controller';
import { SimulationController } from './simulation/simulation.controller';
import { StandingsController } from './standings/standings.controller';
import { GuestTiers } from './tiers/guest-tiers';
import { GuestTiersController } from './tiers/guest-tiers.controller';
import { LoyaltyStatuses } from './tiers/loyalty-status';
import { LoyaltyStatusController } from './tiers/loyalty-status.controller';
import { TiersController } from './tiers/tiers.controller';
import { TillModule } from './till/till.module';
import { Transfers } from './transfers/transfers';
import { TransfersController } from './transfers/transfers.controller';
import { InboxController } from './warnings/inbox.controller';
import { WarningDeliveries } from './warnings/warning-deliveries';
import { TierRevisionJob } from './tiers/tier-revision.job';
import { WarningsJob } from './warnings/warnings.job';

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
