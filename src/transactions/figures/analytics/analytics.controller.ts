import { Readable } from 'node:stream';
import { Query, Res } from '@nestjs/common';
import type { ApiReply } from '../../../platform/http/api-request';
import { CurrentPrincipal, type Principal, Route, Routes } from '../../../security';
import * as dto from './analytics.dto';
import { AnalyticsQuery } from './analytics.query';
import { LiveToday } from './live-today';

/** Figures of any period beside earlier ones, by date, hour and cashier. */
@Routes('analytics', 'Reports', 'reports.read')
export class AnalyticsController {
  constructor(
    private readonly analytics: AnalyticsQuery,
    private readonly live: LiveToday,
  ) {}

  @Route('GET overview', {
    id: 'getAnalyticsOverview',
    summary: 'Compare a period with earlier ones',
    description:
      'At most 5 years. Whole months stand beside whole months, other periods beside the same weekdays. The parts of the ' +
      'period are days up to 92 days, weeks up to 366 days, else months.',
    ok: dto.overviewSchema,
    problems: ['not_found', 'restaurant_not_allowed'],
  })
  overview(
    @Query({ schema: dto.overviewQuerySchema }) query: dto.OverviewQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<dto.Overview> {
    return this.analytics.overview(principal, query);
  }

  @Route('GET hours', {
    id: 'getAnalyticsHours',
    summary: 'Get sales by weekday and hour',
    description: 'At most 366 days. Hours are local hours of the network; the weekday is that of the business date.',
    ok: dto.hoursSchema,
    problems: ['not_found', 'restaurant_not_allowed'],
  })
  hours(@Query({ schema: dto.detailQuerySchema }) query: dto.DetailQuery, @CurrentPrincipal() principal: Principal) {
    return this.analytics.hours(principal, query);
  }

  @Route('GET today', {
    id: 'getAnalyticsToday',
    summary: 'Compare today with the same hours a week ago',
    description: 'Sums have only the hours that are over, so that a part of a day never stands beside a whole one.',
    ok: dto.todaySchema,
    problems: ['not_found', 'restaurant_not_allowed'],
  })
  today(@Query({ schema: dto.todayQuerySchema }) query: dto.TodayQuery, @CurrentPrincipal() principal: Principal) {
    return this.analytics.today(principal, query);
  }

  @Route('GET today/stream', {
    id: 'streamAnalyticsToday',
    summary: 'Follow the figures of today as server-sent events',
    description:
      'An event `today` has the body of `getAnalyticsToday` in `data`: the first at once, the next ones within ten seconds after a ' +
      'change. The stream ends with the session, and after ten minutes, when a client comes again. A network has at most 20 streams at ' +
      'once, and a server 200; then the answer is 429.',
    ok: { content: { 'text/event-stream': { schema: { type: 'string' } } } },
    problems: ['not_found', 'restaurant_not_allowed'],
  })
  async stream(
    @Query({ schema: dto.todayQuerySchema }) query: dto.TodayQuery,
    @CurrentPrincipal() principal: Principal,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const text = await this.live.follow(principal, query, gone.signal);
    void reply
      .type('text/event-stream; charset=utf-8')
      .header('Cache-Control', 'no-store')
      .header('X-Accel-Buffering', 'no')
      .send(Readable.from(text));
  }

  @Route('GET staff', {
    id: 'getAnalyticsStaff',
    summary: 'Get sales by cashier',
    description: 'At most 366 days. The share of sales with a guest counts guests who were named at the till.',
    ok: dto.staffSchema,
    problems: ['not_found', 'restaurant_not_allowed'],
  })
  staff(@Query({ schema: dto.detailQuerySchema }) query: dto.DetailQuery, @CurrentPrincipal() principal: Principal) {
    return this.analytics.staff(principal, query);
  }

  @Route('GET guests', {
    id: 'getAnalyticsGuests',
    summary: 'Count the guests of a period and their visits',
    description:
      'At most 366 days. Guests of some restaurants are counted from the sales of these, which takes longer than the other figures.',
    ok: dto.guestsSchema,
    problems: ['not_found', 'restaurant_not_allowed'],
  })
  guests(@Query({ schema: dto.detailQuerySchema }) query: dto.DetailQuery, @CurrentPrincipal() principal: Principal) {
    return this.analytics.guests(principal, query);
  }
}
