import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { FRAUD_RULE_CHANGES } from '../../configuration';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { SecurityModule } from '../../security/security.module';
import { handlersOf } from '../../platform/http/handlers-of';
import { JobsModule } from '../jobs/jobs.module';
import { TillModule } from '../till/till.module';
import { Blocks } from './cases/blocks';
import { DecideCaseHandler } from './cases/decide-case.command';
import { LiftLimitHandler } from './cases/lift-limit.command';
import { CaseJudges } from './cases/case-judges';
import { CaseMeasures } from './cases/case-measures';
import { GuestQuestions } from './cases/guest-questions';
import { CasesQuery } from './cases/cases.query';
import { FraudCasesController } from './cases/fraud-cases.controller';
import { NetworkFraudController } from './cases/network-fraud.controller';
import { NetworkFraudQuery } from './cases/network-fraud.query';
import { Subjects } from './cases/subjects';
import { ReadFacts } from './facts/read-facts';
import { FraudJob } from './job/fraud.job';
import { SoleGiftCases } from './one-person/sole-gift-cases';
import { PastCases } from './past/past-cases';
import { Reviews } from './review/reviews';
import { FraudRulesController } from './rules/fraud-rules.controller';
import { FraudRules } from './rules/fraud-rules';
import { PutRuleHandler } from './rules/put-rule.command';
import { RuleChanges } from './rules/rule-changes';

/** Fraud watch: signals over the journal, points in review, cases and their decisions. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, SecurityModule, JobsModule, TillModule],
  controllers: [FraudRulesController, FraudCasesController, NetworkFraudController],
  providers: [
    FraudJob,
    ReadFacts,
    Reviews,
    Blocks,
    CaseJudges,
    CaseMeasures,
    GuestQuestions,
    FraudRules,
    RuleChanges,
    SoleGiftCases,
    Subjects,
    CasesQuery,
    NetworkFraudQuery,
    ...handlersOf(DecideCaseHandler, LiftLimitHandler, PutRuleHandler),
    PastCases,
    { provide: FRAUD_RULE_CHANGES, useExisting: RuleChanges },
  ],
  exports: [PastCases],
})
export class WatchModule {}
