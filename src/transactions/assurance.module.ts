import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../configuration';
import { BacktestJob } from './whatif/backtest/backtest.job';
import { BacktestRuns } from './whatif/backtest/backtest-runs';
import { Backtests } from './whatif/backtest/backtests';
import { BacktestsController } from './whatif/backtest/backtests.controller';
import { ExplainController } from './whatif/explain/explain.controller';
import { ExplainQuery } from './whatif/explain/explain.query';
import { ForecastQuery } from './books/liability/forecast.query';
import { LiabilityController } from './books/liability/liability.controller';
import { LiabilityQuery } from './books/liability/liability.query';
import { Periods } from './books/liability/periods';
import { EventPartitionsJob } from './jobs/event-partitions.job';
import { FiguresRelay } from './jobs/figures-relay';
import { RelayHealth } from './jobs/relay-health';
import { RelayMetrics } from './jobs/relay-metrics';
import { ReportsController } from './books/reports/reports.controller';
import { ReportsQuery } from './books/reports/reports.query';
import { AccountsQuery } from './books/seals/accounts.query';
import { LedgerController } from './books/seals/ledger.controller';
import { ProofQuery } from './books/seals/proof.query';
import { SealJob } from './books/seals/seal.job';
import { Sealer } from './books/seals/sealer';
import { ImpactQuery } from './whatif/program-impact/impact.query';
import { ImpactRunsController } from './whatif/program-impact/impact-runs.controller';
import { TillModule } from './till/till.module';
import { ExtendedController } from './accounts/warnings/extended.controller';
import { ExtendedQuery } from './accounts/warnings/extended.query';
import { GuestWarningsController } from './accounts/warnings/guest-warnings.controller';
import { LedgerVerification } from './books/verification/ledger-verification';

/** What shows that the ledger is right, and what is read from it: seals, proofs, checks, figures. */
@Module({
  imports: [ConfigurationModule, TillModule],
  controllers: [
    LedgerController,
    LiabilityController,
    ExtendedController,
    GuestWarningsController,
    ReportsController,
    ExplainController,
    BacktestsController,
    ImpactRunsController,
  ],
  providers: [
    Sealer,
    SealJob,
    ProofQuery,
    AccountsQuery,
    FiguresRelay,
    RelayMetrics,
    RelayHealth,
    EventPartitionsJob,
    ReportsQuery,
    LedgerVerification,
    LiabilityQuery,
    ForecastQuery,
    Periods,
    ExplainQuery,
    ImpactQuery,
    Backtests,
    BacktestRuns,
    BacktestJob,
    ExtendedQuery,
  ],
  exports: [ImpactQuery, Sealer, FiguresRelay, RelayMetrics, LedgerVerification],
})
export class AssuranceModule {}
