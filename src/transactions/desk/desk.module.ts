import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration';
import { IdentityModule } from '../../identity';
import { SecurityModule } from '../../security';
import { AccountsModule } from '../accounts/accounts.module';
import { RewardsModule } from '../rewards/rewards.module';
import { TillModule } from '../till/till.module';
import { Activities } from './activities/activities';
import { ActivitiesController } from './activities/activities.controller';
import { BirthdayJob } from './activities/birthday.job';
import { StandingsController } from './history/standings.controller';
import { TransactionHistory } from './history/transaction-history';
import { TransactionsController } from './history/transactions.controller';
import { Allowances } from './offline/allowances';
import { AllowancesController } from './offline/allowances.controller';
import { OfflineBatchController } from './offline/offline-batch.controller';
import { OfflineBatches } from './offline/offline-batches';
import { Payments } from './payments/payments';
import { PaymentsController } from './payments/payments.controller';
import { HoldsController } from './quotes/holds.controller';
import { Quotes } from './quotes/quotes';
import { ReceiptSearch } from './receipts/receipt-search.query';
import { ReceiptsController } from './receipts/receipts.controller';
import { GuestTransactionsController } from './sales/guest-transactions.controller';
import { RecordTransactionHandler } from './sales/record-transaction.command';
import { Restorations } from './sales/restorations';
import { RestoreController } from './sales/restore.controller';
import { ShiftReports } from './shifts/shift-reports';
import { ShiftsController } from './shifts/shifts.controller';
import { SimulationController } from './simulation/simulation.controller';

/** The till's HTTP: sales, quotes, receipts, payments, activities, offline acts, history, shifts, simulation. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, SecurityModule, TillModule, AccountsModule, RewardsModule],
  controllers: [
    GuestTransactionsController,
    ActivitiesController,
    PaymentsController,
    HoldsController,
    StandingsController,
    OfflineBatchController,
    TransactionsController,
    RestoreController,
    ReceiptsController,
    ShiftsController,
    SimulationController,
    AllowancesController,
  ],
  providers: [
    RecordTransactionHandler,
    Activities,
    Payments,
    BirthdayJob,
    Quotes,
    TransactionHistory,
    OfflineBatches,
    Allowances,
    Restorations,
    ReceiptSearch,
    ShiftReports,
  ],
  exports: [Activities, TransactionHistory],
})
export class DeskModule {}
