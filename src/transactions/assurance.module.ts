import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../configuration';
import { BacktestJob } from './backtest/backtest.job';
import { BacktestRuns } from './backtest/backtest-runs';
import { Backtests } from './backtest/backtests';
import { BacktestsController } from './backtest/backtests.controller';
import { ExplainController } from './explain/explain.controller';
import { ExplainQuery } from './explain/explain.query';
import { ForecastQuery } from './liability/forecast.query';
import { LiabilityController } from './liability/liability.controller';
import { LiabilityQuery } from './liability/liability.query';
import { Periods } from './liability/periods';
import { EventPartitionsJob } from './relay/event-partitions.job';
import { FiguresRelay } from './relay/figures-relay';
import { RelayHealth } from './relay/relay-health';
import { RelayMetrics } from './relay/relay-metrics';
import { ReportsController } from './reports/reports.controller';
import { ReportsQuery } from './reports/reports.query';
import { AccountsQuery } from './seals/accounts.query';
import { LedgerController } from './seals/ledger.controller';
import { ProofQuery } from './seals/proof.query';
import { SealJob } from './seals/seal.job';
import { Sealer } from './seals/sealer';
import { ImpactQuery } from './program-impact/impact.query';
import { ImpactRunsController } from './program-impact/impact-runs.controller';
import { TillModule } from './till/till.module';
import { ExtendedController } from './warnings/extended.controller';
import { ExtendedQuery } from './warnings/extended.query';
import { GuestWarningsController } from './warnings/guest-warnings.controller';
import { LedgerVerification } from './verification/ledger-verification';

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
