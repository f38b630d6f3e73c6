import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration';
import { IdentityModule } from '../../identity';
import { SecurityModule } from '../../security';
import { BacktestRuns } from './backtest/backtest-runs';
import { BacktestJob } from './backtest/backtest.job';
import { Backtests } from './backtest/backtests';
import { BacktestsController } from './backtest/backtests.controller';
import { ExplainController } from './explain/explain.controller';
import { ExplainQuery } from './explain/explain.query';
import { ImpactFile } from './program-impact/impact-file.query';
import { ImpactRunsController } from './program-impact/impact-runs.controller';
import { ImpactController } from './program-impact/impact.controller';
import { ImpactQuery } from './program-impact/impact.query';
import { ProgramFiles } from './program-impact/program-files';

/** What would have been: backtest, impact of a programme, explain. */
@Module({
  imports: [ConfigurationModule, IdentityModule, SecurityModule],
  controllers: [ExplainController, BacktestsController, ImpactController, ImpactRunsController],
  providers: [ExplainQuery, ImpactQuery, ImpactFile, ProgramFiles, Backtests, BacktestRuns, BacktestJob],
  exports: [ImpactQuery],
})
export class WhatifModule {}
