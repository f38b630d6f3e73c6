/** The door of transactions: the till, and what imports and other doors bring to it. */
export { TransactionsModule } from './transactions.module';
export { keepJobsAway, mayTouchGuests } from './due/history-lock.sql';
export { type ListPassing, MERGED_LISTS, type MergedLists } from './merges/merged-lists.port';
export { lockFreeGuests, lockGuests } from './ledger/guest-locks.sql';
export { NetworkJob } from './relay/network-job';
export type { RoundOutcome } from './relay/network-rounds';
export { TillHistory } from './till/till-history';
export type { ActBody, ActReceipt, Outcome, Posted, Refused, RefundBody, SaleBody, TillAct } from './till/till-act';
export type { SaleLine } from './ledger/stored-json';
export { registerBacktestCommands } from './backtest/backtest.cli';
export { registerLiabilityCommands } from './liability/liability.cli';
export { registerLedgerCommands } from './verification/ledger.cli';
export { registerProgramCommands } from './program-impact/program.cli';
