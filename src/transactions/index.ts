/** The door of transactions: the till, and what imports and other doors bring to it. */
export { findHeir, listMergedGuests } from './ledger/read/lineage.sql';
export { MERGE_FOLLOWERS, type MergeFollower, type MergePassing } from './accounts/merges/merge-followers.port';
export { GuestActs } from './accounts/acts/guest-acts';
export { MessageTexts, routingWith, type TextOfGuest, type TextToGuest } from './accounts/message-values/message-texts';
export { GuestTiers, SetTier } from './accounts/tiers/guest-tiers';
export { type LoyaltyActivity, readLoyaltyActivity } from './accounts/tiers/tier-changes.sql';
export { GivePoints } from './accounts/transfers/transfers.commands';
export { AccountsQuery } from './books/seals/accounts.query';
export { registerBreakdownCommands } from './figures/breakdowns/breakdowns.cli';
export { registerCohortCommands } from './figures/cohorts/cohorts.cli';
export { registerLiabilityCommands } from './books/liability/liability.cli';
export { registerFigureCommands } from './figures/recount/figures.cli';
export { SealHandover } from './books/seals/seal-handover';
export { Sealer } from './books/seals/sealer';
export { registerSealCommands } from './books/seals/seals.cli';
export { linesOf as linesOfVerification, registerLedgerCommands } from './books/verification/ledger.cli';
export { LedgerVerification } from './books/verification/ledger-verification';
export { ReportActivity } from './desk/activities/report-activity.command';
export { FoundGuests } from './desk/found-guest/found-guest.query';
export { ConfirmPayment } from './desk/payments/payment-confirmation';
export { Quotes } from './desk/quotes/quotes.query';
export { HoldPoints, VoidHold } from './desk/quotes/quoted-sale';
export { ReservedPoints } from './desk/reservations/reserved-points';
export type { FiscalReceipt } from './desk/receipts/fiscal-qr.rules';
export { type FiscalFinding, FiscalSources } from './desk/receipts/fiscal-sources';
export { ClaimReceipt } from './desk/receipts/claim-receipt.command';
export { KeptSales, type RefusedSale } from './desk/sales/kept-sales';
export { recordPastRefusals } from './desk/sales/past-refusals';
export { RecordTransaction } from './desk/sales/sales.commands';
export { TransactionHistory } from './desk/history/transaction-history';
export { MAX_GIFT_BALANCE } from './gifts/gift-act.rules';
export { parseGiftCode } from './gifts/gift-code.rules';
export { GiftPayments } from './gifts/gift-payments';
export { GivingWay } from './jobs/give-way';
export type { LogFollower, LogPage, LogPlace } from './jobs/log-follower';
export { LogReader } from './jobs/log-reader';
export { Job, NetworkJob, type PieceOptions, rowsOf } from './jobs/network-job';
export type { PieceOutcome } from './jobs/network-turns';
export { systemActOf } from './ledger/act/system-act';
export { type RefusalReason, refusing } from './ledger/act/refusing';
export {
  type ActBody,
  type ManualBody,
  NO_RECEIPT,
  type Outcome,
  type PartnerBody,
  type RedemptionBody,
  type TillAct,
  type SaleLine,
} from './ledger/act/till-act';
export { findOutcomeOfKey } from './ledger/claims/outcome-of-key';
export {
  closingId,
  findClosing,
  findRowOfKey,
  findRowOfOrder,
  listClosings,
  listReceiptHolders,
  type RecordedClosing,
} from './ledger/claims/recorded-receipts.sql';
export { withoutGuest } from './ledger/act/sale-without-guest';
export { listErasedGuests } from './ledger/read/known-guest.sql';
export { saleAttributesOf } from './ledger/journal/journal-columns';
export { appendEvents } from './ledger/write/append-events.sql';
export { lockFreeGuests, lockGuests } from './ledger/read/guest-locks.sql';
export { keepJobsAway, mayTouchGuests } from './ledger/read/history-lock.sql';
export { CouponBatches } from './rewards/coupons/coupon-batches';
export { CouponCopies, SINGLE_CODES_OF_COPY } from './rewards/coupons/coupon-copies';
export { AvailableRewards, type CatalogOffer } from './rewards/redemptions/available-rewards.query';
export { Redemptions } from './rewards/redemptions/redemptions';
export { ManualActs } from './till/approvals/manual-acts';
export { LedgerBalances } from './till/balances/ledger-balances';
export { MEMBERSHIP_UNCHANGED } from './till/kinds/join';
export { RefundSale } from './till/approvals/refund-sale.command';
export { UndoSale } from './till/approvals/undo-sale.command';
export { occurredAtOf, receiptOf, saleBodyOf } from './till/intake/act-body.rules';
export type { ItemDto, QuoteDto, ReceiptDto, SaleDto } from './till/intake/act.dto';
export { ActIntake, actKeyOf, actOfCall } from './till/intake/act-intake';
export { refundedItems } from './till/approvals/refund.dto';
export { itemsOf } from './desk/history/receipt-lines';
export { commentsOf } from './till/responses/refund-reasons.sql';
export { saleShape } from './till/intake/act.dto';
export type { QuoteAnswer } from './till/responses/transaction-answer.dto';
export { ManyGuestsTransaction } from './till/queue/many-guests-transaction';
export { Till } from './till/queue/till';
export { isAlone as isDecidedAlone } from './till/batch/till-batch';
export { TillHistory } from './till/queue/till-history';
export { requirePosted, respond } from './till/responses/respond';
export type { AnyTransaction, TransactionAnswer } from './till/responses/transaction-answer.dto';
export type { RedemptionRow } from './till/spending/rewards/reward-plan';
export { PastCases } from './watch/past/past-cases';
export { ExplainQuery } from './whatif/explain/explain.query';
export { registerBacktestCommands } from './whatif/backtest/backtest.cli';
export { registerProgramCommands } from './whatif/program-impact/program.cli';
export { spendableAfter } from './ledger/journal/journal-writer';
