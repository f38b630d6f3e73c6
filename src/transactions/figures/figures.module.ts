import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { SecurityModule } from '../../security/security.module';
import { handlersOf } from '../../platform/http/handlers-of';
import { BooksModule } from '../books/books.module';
import { JobsModule } from '../jobs/jobs.module';
import { ReaderChoice } from './catalogue/reader-choice';
import { CohortsController } from './cohorts/cohorts.controller';
import { CohortsQuery } from './cohorts/cohorts.query';
import { CohortsRecount } from './cohorts/cohorts-recount';
import { CohortsRelay } from './cohorts/cohorts-relay';
import { AnalyticsController } from './analytics/analytics.controller';
import { AnalyticsQuery } from './analytics/analytics.query';
import { BreakdownsController } from './breakdowns/breakdowns.controller';
import { BreakdownsQuery } from './breakdowns/breakdowns.query';
import { BreakdownsRelay } from './breakdowns/breakdowns-relay';
import { CampaignFiguresRelay } from './breakdowns/campaign-figures-relay';
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
import { DayRecount } from './recount/day-recount';
import { FiguresController } from './questions/figures.controller';
import { FiguresQueries } from './questions/figures.query';
import { ReportsController } from './reports/reports.controller';
import { RestaurantAnalyticsController } from './reports/restaurant-analytics.controller';
import { ReportsQuery } from './reports/reports.query';

/** Figures for managers: reports, analytics, breakdowns, cohorts, the letter of a period, alerts. */
@Module({
  imports: [CqrsModule, ConfigurationModule, SecurityModule, JobsModule, BooksModule],
  controllers: [
    FiguresController,
    ReportsController,
    AnalyticsController,
    RestaurantAnalyticsController,
    CohortsController,
    BreakdownsController,
    NewGuestsController,
    LetterController,
    LetterEndingController,
    AlertsController,
  ],
  providers: [
    ...handlersOf(Alerts, Letters),
    ReaderChoice,
    FiguresQueries,
    DayRecount,
    ReportsQuery,
    AnalyticsQuery,
    LiveToday,
    NewGuestsQuery,
    LetterLinks,
    LetterJob,
    FigureAlertsJob,
    CohortsRelay,
    CohortsQuery,
    CohortsRecount,
    BreakdownsRelay,
    CampaignFiguresRelay,
    BreakdownsQuery,
  ],
})
export class FiguresModule {}
