import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration';
import { IdentityModule } from '../../identity';
import { SecurityModule } from '../../security';
import { BacktestRuns } from './backtest/backtest-runs';
import { BacktestJob } from './backtest/backtest.job';
import { AskBacktestHandler } from './backtest/ask-backtest.command';
import { CancelBacktestHandler } from './backtest/cancel-backtest.command';
import { ConcernedGuests } from './program-impact/concerned-guests.query';
import { AskImpactHandler } from './program-impact/ask-impact.command';
import { CancelImpactHandler } from './program-impact/cancel-impact.command';
import { Backtests } from './runs/backtests';
import { BacktestsController } from './backtest/backtests.controller';
import { AskEstimateHandler } from './campaign-estimate/ask-estimate.command';
import { CampaignEstimatesController } from './campaign-estimate/campaign-estimates.controller';
import { CancelEstimateHandler } from './campaign-estimate/cancel-estimate.command';
import { ExplainController } from './explain/explain.controller';
import { ExplainQuery } from './explain/explain.query';
import { ImpactFile } from './program-impact/impact-file.query';
import { ImpactRunsController } from './program-impact/impact-runs.controller';
import { ImpactController } from './program-impact/impact.controller';
import { ImpactQuery } from './program-impact/impact.query';
import { ProgramFiles } from './program-impact/program-files';

/** Answers to what would have been: backtest, impact of a programme, explain. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, SecurityModule],
  controllers: [
    ExplainController,
    BacktestsController,
    ImpactController,
    ImpactRunsController,
    CampaignEstimatesController,
  ],
  providers: [
    ExplainQuery,
    ImpactQuery,
    ImpactFile,
    ConcernedGuests,
    ProgramFiles,
    Backtests,
    BacktestRuns,
    BacktestJob,
    AskBacktestHandler,
    CancelBacktestHandler,
    AskImpactHandler,
    CancelImpactHandler,
    AskEstimateHandler,
    CancelEstimateHandler,
  ],
  exports: [ImpactQuery],
})
export class WhatifModule {}
