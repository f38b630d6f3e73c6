/** The door of transactions: the till, and what imports and other doors bring to it. */
export { TransactionsModule } from './transactions.module';
export { keepJobsAway, mayTouchGuests } from './ledger/read/history-lock.sql';
export { type ListPassing, MERGED_LISTS, type MergedLists } from './accounts/merges/merged-lists.port';
export { lockFreeGuests, lockGuests } from './ledger/read/guest-locks.sql';
export { NetworkJob } from './jobs/network-job';
export type { RoundOutcome } from './jobs/network-rounds';
export { TillHistory } from './till/queue/till-history';
export type {
  ActBody,
  ActReceipt,
  Outcome,
  Posted,
  Refused,
  RefundBody,
  SaleBody,
  TillAct,
} from './ledger/act/till-act';
export type { SaleLine } from './ledger/journal/stored-json';
export { registerBacktestCommands } from './whatif/backtest/backtest.cli';
export { registerLiabilityCommands } from './books/liability/liability.cli';
export { registerLedgerCommands } from './books/verification/ledger.cli';
export { registerProgramCommands } from './whatif/program-impact/program.cli';
