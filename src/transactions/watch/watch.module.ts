import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { SecurityModule } from '../../security/security.module';
import { JobsModule } from '../jobs/jobs.module';
import { TillModule } from '../till/till.module';
import { CasesQuery } from './cases/cases.query';
import { DecideCaseHandler } from './cases/decide-case.command';
import { FraudCasesController } from './cases/fraud-cases.controller';
import { FraudRulesController } from './cases/fraud-rules.controller';
import { NetworkFraudController } from './cases/network-fraud.controller';
import { NetworkFraudQuery } from './cases/network-fraud.query';
import { PutRuleHandler } from './cases/put-rule.command';
import { RulesQuery } from './cases/rules.query';

/** Fraud watch: signals over the event log, points in review, cases and their decisions. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, SecurityModule, JobsModule, TillModule],
  controllers: [FraudRulesController, FraudCasesController, NetworkFraudController],
  providers: [CasesQuery, RulesQuery, NetworkFraudQuery, DecideCaseHandler, PutRuleHandler],
})
export class WatchModule {}
