import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { handlersOf } from '../../platform/http/handlers-of';
import { SecurityModule } from '../../security/security.module';
import { BacktestRuns } from './backtest/backtest-runs';
import { ConcernedGuests } from './program-impact/concerned-guests.query';
import { Backtests } from './runs/backtests';
import { BacktestsController } from './backtest/backtests.controller';
import { CampaignEstimatesController } from './campaign-estimate/campaign-estimates.controller';
import { ExplainController } from './explain/explain.controller';
import { ExplainQuery } from './explain/explain.query';
import { ImpactFile } from './program-impact/impact-file.query';
import { ImpactRunsController } from './program-impact/impact-runs.controller';
import { ImpactController } from './program-impact/impact.controller';
import { ImpactQuery } from './program-impact/impact.query';
import { SearchesController } from './program-search/searches.controller';
import { ProgramFiles } from './program-impact/program-files';

/** Answers to hypothetical questions: backtests, impact of a programme, estimates, explanations. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, SecurityModule],
  controllers: [
    ExplainController,
    BacktestsController,
    ImpactController,
    ImpactRunsController,
    CampaignEstimatesController,
    SearchesController,
  ],
  providers: [
    ExplainQuery,
    ImpactQuery,
    ImpactFile,
    ConcernedGuests,
    ProgramFiles,
    ...handlersOf(Backtests),
    BacktestRuns,
  ],
  exports: [ExplainQuery, ImpactQuery],
})
export class WhatifModule {}
