import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { handlersOf } from '../../platform/http/handlers-of';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { SecurityModule } from '../../security/security.module';
import { AccountsModule } from '../accounts/accounts.module';
import { RewardsModule } from '../rewards/rewards.module';
import { TillModule } from '../till/till.module';
import { ReportActivityHandler } from './activities/report-activity.command';
import { ActivitiesController } from './activities/activities.controller';
import { BirthdayJob } from './activities/birthday.job';
import { FoundGuestController } from './found-guest/found-guest.controller';
import { FoundGuests } from './found-guest/found-guest.query';
import { BalancesController } from './history/balances.controller';
import { GuestBalanceAnswers } from './history/guest-balance-answer';
import { TransactionHistory } from './history/transaction-history';
import { TransactionList } from './history/transaction-list';
import { TransactionsController } from './history/transactions.controller';
import * as offlineCommands from './offline/offline.commands';
import { Allowances } from './offline/allowances';
import { AllowancesController } from './offline/allowances.controller';
import { OfflineBatchController } from './offline/offline-batch.controller';
import { TillCopiesController } from './offline/till-copies.controller';
import { TillCopies } from './offline/till-copy.query';
import { PaymentConfirmation } from './payments/payment-confirmation';
import { PaymentsController } from './payments/payments.controller';
import { HoldsController } from './quotes/holds.controller';
import { QuotedSale } from './quotes/quoted-sale';
import { Quotes } from './quotes/quotes.query';
import { ReservedPoints } from './reservations/reserved-points';
import { FiscalReceipts } from './receipts/fiscal-receipts';
import { FiscalSources } from './receipts/fiscal-sources';
import { RecordReceiptHandler } from './receipts/record-receipt.command';
import { ClaimReceiptHandler } from './receipts/claim-receipt.command';
import { ClaimOwnReceiptHandler } from './receipts/claim-own-receipt.command';
import { OwnReceiptsController } from './receipts/own-receipts.controller';
import { ReceiptSearch } from './receipts/receipt-search.query';
import { ReceiptsController } from './receipts/receipts.controller';
import { ShowReceiptQr } from './receipts/show-receipt-qr.query';
import { GuestTransactionsController } from './sales/guest-transactions.controller';
import { KeptSales } from './sales/kept-sales';
import * as salesCommands from './sales/sales.commands';
import { RestoreController } from './sales/restore.controller';
import { ShiftReports } from './shifts/shift-reports';
import { ShiftsController } from './shifts/shifts.controller';
import { SimulationController } from './simulation/simulation.controller';
import { ApprovalsController } from './approvals/approvals.controller';
import { ApprovalRequests } from './approvals/approvals.query';
import { RestaurantGuestsController } from './restaurant-guests/restaurant-guests.controller';
import { RestaurantGuests } from './restaurant-guests/restaurant-guests.query';

/** The till's HTTP API: sales, quotes, receipts, payments, activities, offline acts, history, shifts, simulation. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, SecurityModule, TillModule, AccountsModule, RewardsModule],
  controllers: [
    GuestTransactionsController,
    ActivitiesController,
    PaymentsController,
    HoldsController,
    FoundGuestController,
    BalancesController,
    OfflineBatchController,
    TillCopiesController,
    TransactionsController,
    RestoreController,
    ReceiptsController,
    OwnReceiptsController,
    ShiftsController,
    SimulationController,
    AllowancesController,
    ApprovalsController,
    RestaurantGuestsController,
  ],
  providers: [
    ...handlersOf(
      offlineCommands,
      PaymentConfirmation,
      QuotedSale,
      RecordReceiptHandler,
      ClaimReceiptHandler,
      ClaimOwnReceiptHandler,
      salesCommands,
      ShiftReports,
    ),
    KeptSales,
    ReportActivityHandler,
    BirthdayJob,
    Quotes,
    ReservedPoints,
    FoundGuests,
    GuestBalanceAnswers,
    TransactionHistory,
    TransactionList,
    TillCopies,
    Allowances,
    ApprovalRequests,
    RestaurantGuests,
    ReceiptSearch,
    ShowReceiptQr,
    FiscalReceipts,
    FiscalSources,
  ],
  exports: [FiscalSources, FoundGuests, KeptSales, Quotes, ReservedPoints, TransactionHistory],
})
export class DeskModule {}
