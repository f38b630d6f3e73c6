import { Query } from '@nestjs/common';
import { CurrentLanguage } from '../../../platform/http/languages';
import type { Language } from '../../../platform/language/language';
import { CurrentPrincipal, type Principal, Route, Routes } from '../../../security';
import * as dto from './reports.dto';
import { ReportsQuery } from './reports.query';

/** Figures of the network for those who may read reports; a cashier reads the own shift instead. */
@Routes('reports', 'Reports', 'reports.read')
export class ReportsController {
  constructor(private readonly reports: ReportsQuery) {}

  @Route('GET today', {
    id: 'getTodayReport',
    summary: 'Get the figures of today and a week ago',
    description: 'The business date of now, so far, beside the whole of the same weekday a week ago.',
    ok: dto.todaySchema,
  })
  today(@CurrentPrincipal() principal: Principal): Promise<dto.Today> {
    return this.reports.today(principal);
  }

  @Route('GET daily', {
    id: 'getDailyReport',
    summary: 'Get figures by business date',
    description: '`from` and `to` are included and span at most 366 days. Dates without a sale are listed too.',
    ok: dto.dailySchema,
    problems: ['not_found'],
  })
  daily(@Query({ schema: dto.dailyQuerySchema }) query: dto.DailyQuery, @CurrentPrincipal() principal: Principal) {
    return this.reports.daily(principal, query);
  }

  @Route('GET period', {
    id: 'getPeriodReport',
    summary: 'Compare a period with the one before',
    description:
      'Today where nothing is chosen. The earlier period has the same length and lies as many whole weeks back as it needs. A period with today is compared up to the same time of the day.',
    ok: dto.periodSchema,
    problems: ['not_found'],
  })
  period(@Query({ schema: dto.periodQuerySchema }) query: dto.PeriodQuery, @CurrentPrincipal() principal: Principal) {
    return this.reports.period(principal, query);
  }

  @Route('GET restaurants', {
    id: 'getRestaurantsReport',
    summary: 'Get the figures of a period by restaurant',
    description: 'Today where nothing is chosen. Restaurants without figures in the period are left out.',
    ok: dto.restaurantsReportSchema,
  })
  restaurants(
    @Query({ schema: dto.spanQuerySchema }) query: dto.SpanQuery,
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
  ): Promise<dto.RestaurantsReport> {
    return this.reports.restaurants(principal, query, language);
  }

  @Route('GET loyalty', {
    id: 'getLoyaltyReport',
    summary: 'Get the guests and rewards of a period',
    description: 'Today where nothing is chosen. Tiers are those of the guests now.',
    ok: dto.loyaltySchema,
    problems: ['not_found'],
  })
  loyalty(@Query({ schema: dto.periodQuerySchema }) query: dto.PeriodQuery, @CurrentPrincipal() principal: Principal) {
    return this.reports.loyalty(principal, query);
  }
}
