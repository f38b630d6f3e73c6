import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration';
import { IdentityModule } from '../../identity';
import { SecurityModule } from '../../security';
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
import { EndAllowanceHandler } from './offline/end-allowance.command';
import { GiveAllowanceHandler } from './offline/give-allowance.command';
import { Allowances } from './offline/allowances';
import { AllowancesController } from './offline/allowances.controller';
import { OfflineBatchController } from './offline/offline-batch.controller';
import { RecordOfflineBatchHandler } from './offline/record-offline-batch.command';
import { TillCopiesController } from './offline/till-copies.controller';
import { TillCopies } from './offline/till-copy.query';
import { ConfirmPaymentHandler } from './payments/confirm-payment.command';
import { ConfirmSalePaymentHandler } from './payments/confirm-sale-payment.command';
import { PaymentConfirmation } from './payments/payment-confirmation';
import { PaymentsController } from './payments/payments.controller';
import { HoldsController } from './quotes/holds.controller';
import { HoldPointsHandler } from './quotes/hold-points.command';
import { QuotedSale } from './quotes/quoted-sale';
import { Quotes } from './quotes/quotes.query';
import { VoidHoldHandler } from './quotes/void-hold.command';
import { ReservedPoints } from './reservations/reserved-points';
import { ClaimReceiptHandler } from './receipts/claim-receipt.command';
import { ClaimOwnReceiptHandler } from './receipts/claim-own-receipt.command';
import { OwnReceiptsController } from './receipts/own-receipts.controller';
import { RecordReceiptHandler } from './receipts/record-receipt.command';
import { ReceiptSearch } from './receipts/receipt-search.query';
import { ReceiptsController } from './receipts/receipts.controller';
import { ShowReceiptQr } from './receipts/show-receipt-qr.query';
import { GuestTransactionsController } from './sales/guest-transactions.controller';
import { KeptSales } from './sales/kept-sales';
import { RecordTransactionHandler } from './sales/record-transaction.command';
import { RestorePointsHandler } from './sales/restore-points.command';
import { RestoreController } from './sales/restore.controller';
import { CloseShiftHandler } from './shifts/close-shift.command';
import { ShiftReports } from './shifts/shift-reports';
import { ShiftsController } from './shifts/shifts.controller';
import { SimulationController } from './simulation/simulation.controller';
import { ApprovalsController } from './approvals/approvals.controller';
import { ApprovalRequests } from './approvals/approvals.query';
import { RestaurantGuestsController } from './restaurant-guests/restaurant-guests.controller';
import { RestaurantGuests } from './restaurant-guests/restaurant-guests.query';

/** The till's HTTP: sales, quotes, receipts, payments, activities, offline acts, history, shifts, simulation. */
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
    KeptSales,
    RecordTransactionHandler,
    ReportActivityHandler,
    ConfirmPaymentHandler,
    ConfirmSalePaymentHandler,
    PaymentConfirmation,
    BirthdayJob,
    Quotes,
    QuotedSale,
    HoldPointsHandler,
    VoidHoldHandler,
    ReservedPoints,
    FoundGuests,
    GuestBalanceAnswers,
    TransactionHistory,
    TransactionList,
    RecordOfflineBatchHandler,
    TillCopies,
    Allowances,
    EndAllowanceHandler,
    GiveAllowanceHandler,
    RestorePointsHandler,
    ApprovalRequests,
    RestaurantGuests,
    ReceiptSearch,
    ClaimReceiptHandler,
    ClaimOwnReceiptHandler,
    ShowReceiptQr,
    RecordReceiptHandler,
    ShiftReports,
    CloseShiftHandler,
  ],
  exports: [FoundGuests, KeptSales, Quotes, ReservedPoints, TransactionHistory],
})
export class DeskModule {}
