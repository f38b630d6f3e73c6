import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { SecurityModule } from '../../security/security.module';
import { handlersOf } from '../../platform/http/handlers-of';
import { JobsModule } from '../jobs/jobs.module';
import { ForecastQuery } from './liability/forecast.query';
import { LiabilityController } from './liability/liability.controller';
import { LiabilityQuery } from './liability/liability.query';
import { LiabilityRelay } from './liability/liability-relay';
import { Periods } from './liability/periods';
import { CohortsController } from './cohorts/cohorts.controller';
import { CohortsQuery } from './cohorts/cohorts.query';
import { CohortsRecount } from './cohorts/cohorts-recount';
import { CohortsRelay } from './cohorts/cohorts-relay';
import { AnalyticsController } from './analytics/analytics.controller';
import { AnalyticsQuery } from './analytics/analytics.query';
import { BreakdownsController } from './breakdowns/breakdowns.controller';
import { BreakdownsQuery } from './breakdowns/breakdowns.query';
import { BreakdownsRelay } from './breakdowns/breakdowns-relay';
import { NewGuestsController } from './new-guests/new-guests.controller';
import { NewGuestsQuery } from './new-guests/new-guests.query';
import { LetterController } from './letter/letter.controller';
import { LetterEndingController } from './letter/letter-ending.controller';
import { LetterJob } from './letter/letter.job';
import { LetterLinks } from './letter/letter-links';
import { Letters } from './letter/letters';
import { AlertsController } from './alerts/alerts.controller';
import { FigureAlertsJob } from './alerts/alerts.job';
import { Alerts } from './alerts/alerts';
import { LiveToday } from './analytics/live-today';
import { BudgetsController } from './budgets/budgets.controller';
import { BudgetsQuery } from './budgets/budgets.query';
import { DayRecount } from './recount/day-recount';
import { ReportsController } from './reports/reports.controller';
import { RestaurantAnalyticsController } from './reports/restaurant-analytics.controller';
import { ReportsQuery } from './reports/reports.query';
import { AccountsQuery } from './seals/accounts.query';
import { JournalEnds } from './seals/journal-ends.query';
import { LedgerController } from './seals/ledger.controller';
import { ProofQuery } from './seals/proof.query';
import { Places } from './seals/publications/places';
import { PublicationMetrics } from './seals/publications/publication-metrics';
import { PublicationsJob } from './seals/publications/publications.job';
import { SealChain } from './seals/seal-chain.query';
import { SealJob } from './seals/seal.job';
import { SealHandover } from './seals/seal-handover';
import { Sealer } from './seals/sealer';
import { Settlements } from './settlements/settlements';
import { SettlementsController } from './settlements/settlements.controller';
import { LedgerVerification } from './verification/ledger-verification';

/** Figures for auditors, accountants and managers: seals, verification, liability, reports. */
@Module({
  imports: [CqrsModule, ConfigurationModule, SecurityModule, JobsModule],
  controllers: [
    LedgerController,
    LiabilityController,
    ReportsController,
    AnalyticsController,
    RestaurantAnalyticsController,
    BudgetsController,
    SettlementsController,
    CohortsController,
    BreakdownsController,
    NewGuestsController,
    LetterController,
    LetterEndingController,
    AlertsController,
  ],
  providers: [
    ...handlersOf(Alerts, Letters, Settlements, Periods),
    Sealer,
    SealJob,
    ProofQuery,
    AccountsQuery,
    JournalEnds,
    SealChain,
    SealHandover,
    Places,
    PublicationMetrics,
    PublicationsJob,
    DayRecount,
    ReportsQuery,
    AnalyticsQuery,
    LiveToday,
    NewGuestsQuery,
    LetterLinks,
    LetterJob,
    FigureAlertsJob,
    LedgerVerification,
    LiabilityQuery,
    LiabilityRelay,
    ForecastQuery,
    BudgetsQuery,
    CohortsRelay,
    CohortsQuery,
    CohortsRecount,
    BreakdownsRelay,
    BreakdownsQuery,
  ],
  exports: [AccountsQuery, Sealer, SealHandover, LedgerVerification],
})
export class BooksModule {}
