import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../../configuration';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { networkOf, type Principal, restaurantsOf } from '../../../security';
import { FiguresRelay } from '../../jobs/figures-relay';
import { listDaySums } from '../catalogue/day-sums.sql';
import { listDates } from '../catalogue/dates.sql';
import { DIMENSIONS, NOWHERE } from '../catalogue/dimensions';
import { FIGURES, FIGURES_OF_DAY, SUMS_OF_DAY, type SumsOfDay, valuesOf } from '../catalogue/figures';
import { addUp, NO_SUMS, type Sums } from '../catalogue/figure';
import { currencyOf, ReaderChoice } from '../catalogue/reader-choice';
import { spanBefore } from '../catalogue/spans.rules';
import { CohortsRelay } from '../cohorts/cohorts-relay';
import { countBuyersByTier, countKeptBuyersByTier, listTopRewards } from './loyalty.sql';
import { readPartOfDay } from './part-of-day.sql';
import { sameTimeOn, spanOf } from './periods.rules';
import type {
  Daily,
  DailyQuery,
  DayFigures,
  Loyalty,
  Period,
  PeriodQuery,
  RestaurantAnalytics,
  RestaurantsReport,
  SpanQuery,
  Today,
} from './reports.dto';

const DAYS_A_WEEK = 7;
const MILLION = 1_000_000;
const derive = (sums: Sums): DayFigures => valuesOf(FIGURES_OF_DAY, sums);

/** Figures for managers. Sums come from stored figures; only guests of a period and parts of a day are counted from the journal. */
@Injectable()
export class ReportsQuery {
  constructor(
    private readonly database: Database,
    private readonly choice: ReaderChoice,
    private readonly relay: FiguresRelay,
    private readonly cohorts: CohortsRelay,
    private readonly clock: Clock,
  ) {}

  /** The present business date, compared with the same weekday a week ago. */
  async today(principal: Principal): Promise<Today> {
    const { networkId, network, today } = await this.choice.todayOf(principal);
    const [businessDate, comparedDate] = [isoDateOf(today), isoDateOf(today - DAYS_A_WEEK)];
    const figures = await this.figuresByDate(networkId, comparedDate, businessDate, restaurantsOf(principal));
    return {
      ...currencyOf(network),
      businessDate,
      today: figures(businessDate),
      comparedDate,
      compared: figures(comparedDate),
    };
  }

  /** Figures of every business date of a span. Refuses (404) a restaurant that the network does not have. */
  async daily(principal: Principal, { from, to, restaurantId }: DailyQuery): Promise<Daily> {
    const { networkId, network } = await this.choice.todayOf(principal);
    const restaurants = await this.chosenOf(principal, restaurantId);
    const items = daysOf(from, to, await this.figuresByDate(networkId, from, to, restaurants));
    return { ...currencyOf(network), items, total: derive(addUp(items)) };
  }

  /** A period, compared with the same weekdays before it. Refuses (404) a restaurant that the network does not have. */
  async period(principal: Principal, query: PeriodQuery): Promise<Period> {
    const { days: _, ...period } = await this.periodByDay(principal, query);
    return period;
  }

  /** A period by restaurant, highest net sales first. */
  async restaurants(principal: Principal, query: SpanQuery, language: Language): Promise<RestaurantsReport> {
    const networkId = networkOf(principal);
    const { network, businessDate, span } = await this.spanOf(principal, query);
    await this.relay.catchUp(networkId);
    const rows = await this.database.reportOf(networkId, (tx) =>
      listDaySums<SumsOfDay & { restaurantId: string; name: string | null }>(tx, {
        table: 'daily_figures',
        sums: SUMS_OF_DAY,
        by: [DIMENSIONS.restaurant],
        networkId,
        dates: span,
        restaurants: restaurantsOf(principal),
        highest: { of: FIGURES.net.of, limit: null },
        language,
      }),
    );
    return {
      ...currencyOf(network),
      businessDate,
      ...span,
      items: rows.map(({ restaurantId, name, ...figures }) => ({
        restaurantId: restaurantId === NOWHERE ? null : restaurantId,
        name,
        figures: derive(figures),
      })),
      total: derive(addUp(rows)),
    };
  }

  /**
   * Guests who bought in a period, from their kept days or, in some restaurants and before those days are counted, from the journal; and rewards
   * that were redeemed.
   */
  async loyalty(principal: Principal, query: PeriodQuery): Promise<Loyalty> {
    const networkId = networkOf(principal);
    const { network, businessDate, span } = await this.spanOf(principal, query);
    const restaurants = await this.chosenOf(principal, query.restaurantId);
    const { dayStart } = network.settings;
    const calendar = calendarOf(network.timeZone, dayStart);
    const startOf = (day: number) => new Date(calendar.instantOf(`${isoDateOf(day)}T${dayStart}`));
    const [since, until] = [startOf(dayOfIsoDate(span.from)), startOf(dayOfIsoDate(span.to) + 1)];
    if (restaurants === null) await this.cohorts.catchUp(networkId);
    return this.database.reportOf(networkId, async (tx) => {
      const areKept = restaurants === null && (await this.cohorts.areCounted(tx, networkId));
      const tiers = areKept
        ? await countKeptBuyersByTier(tx, networkId, span.from, span.to)
        : await countBuyersByTier(tx, networkId, span.from, span.to, restaurants);
      const rewards = await listTopRewards(tx, networkId, since, until, restaurants);
      const guests = tiers.reduce((sum, tier) => sum + tier.guests, 0);
      const repeatGuests = tiers.reduce((sum, tier) => sum + tier.repeatGuests, 0);
      return {
        businessDate,
        ...span,
        guests,
        repeatGuests,
        repeatSharePpm: guests === 0 ? null : Math.floor((repeatGuests * MILLION) / guests),
        tiers: tiers.map((tier) => ({ code: tier.code, guests: tier.guests })),
        rewards,
      };
    });
  }

  /** All figures of one restaurant. @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async restaurant(principal: Principal, restaurantId: string, choice: SpanQuery): Promise<RestaurantAnalytics> {
    const period = await this.periodByDay(principal, { ...choice, restaurantId });
    const loyalty = await this.loyalty(principal, { from: period.from, to: period.to, restaurantId });
    return { restaurantId, ...period, ...loyalty };
  }

  private async periodByDay(
    principal: Principal,
    query: PeriodQuery,
  ): Promise<Period & Pick<RestaurantAnalytics, 'days'>> {
    const networkId = networkOf(principal);
    const { network, businessDate, span } = await this.spanOf(principal, query);
    const restaurants = await this.chosenOf(principal, query.restaurantId);
    const before = spanBefore(span);
    const figures = await this.figuresByDate(networkId, before.from, span.to, restaurants);
    const days = daysOf(span.from, span.to, figures);
    const earlier = daysOf(before.from, before.to, figures);
    const lastDay = span.to === businessDate ? await this.untilNow(network, before.to, restaurants, earlier) : null;
    return {
      ...currencyOf(network),
      businessDate,
      ...span,
      figures: derive(addUp(days)),
      comparedFrom: before.from,
      comparedTo: before.to,
      comparedUntil: lastDay === null ? null : new Date(lastDay.until).toISOString(),
      compared: derive(addUp(lastDay === null ? earlier : [...earlier.slice(0, -1), lastDay.figures])),
      days,
    };
  }

  /** The last day of an earlier period up to the present local time. Null: the day has too many rows to be read. */
  private async untilNow(
    network: NetworkProfile,
    businessDate: string,
    restaurantIds: readonly string[] | null,
    days: Daily['items'],
  ): Promise<{ until: number; figures: Sums } | null> {
    const { timeZone, settings } = network;
    const { dayStart } = settings;
    const calendar = calendarOf(timeZone, dayStart);
    const until = sameTimeOn(calendar, businessDate, this.clock.now().getTime());
    const startOf = (day: number) => calendar.instantOf(`${isoDateOf(day)}T${dayStart}`);
    const day = dayOfIsoDate(businessDate);
    const part = { businessDate, start: startOf(day), end: startOf(day + 1), until, timeZone, dayStart, restaurantIds };
    const figures = await this.database.reportOf(network.id, (tx) =>
      readPartOfDay(tx, network.id, part, days.at(-1)?.sales ?? 0),
    );
    return figures === null ? null : { until, figures };
  }

  private async spanOf(principal: Principal, choice: SpanQuery) {
    const { network, today } = await this.choice.todayOf(principal);
    return { network, businessDate: isoDateOf(today), span: spanOf(choice, today) };
  }

  private async figuresByDate(
    networkId: string,
    from: string,
    to: string,
    restaurants: readonly string[] | null,
  ): Promise<(businessDate: string) => DayFigures> {
    await this.relay.catchUp(networkId);
    const rows = await this.database.reportOf(networkId, (tx) => listDates(tx, networkId, { from, to }, restaurants));
    const byDate = new Map(rows.map((row) => [row.businessDate, row]));
    return (businessDate) => derive(byDate.get(businessDate) ?? NO_SUMS);
  }

  /** The chosen restaurant, or all restaurants where the caller works. Null: the whole network. */
  private chosenOf(principal: Principal, restaurantId: string | undefined): Promise<readonly string[] | null> {
    return this.choice.restaurantsOf(principal, restaurantId === undefined ? undefined : [restaurantId]);
  }
}

function daysOf(from: string, to: string, figures: (businessDate: string) => DayFigures): Daily['items'] {
  const first = dayOfIsoDate(from);
  return Array.from({ length: dayOfIsoDate(to) - first + 1 }, (_, index) => {
    const businessDate = isoDateOf(first + index);
    return { businessDate, ...figures(businessDate) };
  });
}
