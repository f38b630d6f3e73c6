import { Injectable } from '@nestjs/common';
import { Networks, type NetworkProfile } from '../../../configuration';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { networkOf, type Principal } from '../../../security';
import { FiguresRelay } from '../../jobs/figures-relay';
import { listDaySums, MOST_ROWS, sumDays } from '../catalogue/day-sums.sql';
import { listDates } from '../catalogue/dates';
import { DATE, DIMENSIONS } from '../catalogue/dimensions';
import { addUp } from '../catalogue/figure';
import { FIGURES, FIGURES_OF_ANALYTICS, type SumsOfDay, type Values, valuesOf } from '../catalogue/figures';
import { LEVELS } from '../catalogue/levels';
import { isPastCounted } from '../catalogue/past-counted.sql';
import { type ReaderScope, currencyOf, ReaderChoice } from '../catalogue/reader-choice';
import {
  comparedOf,
  daysOf,
  partsOf,
  previousOf,
  type DateSpan,
  stepOf,
  weekdayOf,
  within,
  yearBefore,
} from '../catalogue/spans.rules';
import { CohortsRelay } from '../cohorts/cohorts-relay';
import { salesByGuest, type SalesSpan } from '../reports/loyalty.sql';
import type {
  DetailQuery,
  Guests,
  Hours,
  Overview,
  OverviewQuery,
  SaleSums,
  Staff,
  Today,
  TodayQuery,
} from './analytics.dto';
import { buyersOf, CASHIER_SUMS, type HourRow, type KeptToday, SALE_SUMS, staffOf, todayOf } from './analytics.rules';

/** Guests who bought in a span. */
interface BuyerSums {
  readonly guests: number;
  readonly visits: number;
  readonly repeatGuests: number;
}

/** Adds up the sums of several business dates, and computes the figures of analytics from the totals. */
const figuresOf = (days: readonly SumsOfDay[]): Values<(typeof FIGURES_OF_ANALYTICS)[number]> =>
  valuesOf(FIGURES_OF_ANALYTICS, addUp(days));

const DAYS_A_WEEK = 7;
const HOUR_MS = 3_600_000;

/** Figures for managers. Sums come from stored figures; only the guests of a part of the restaurants are counted from sales. */
@Injectable()
export class AnalyticsQuery {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly choice: ReaderChoice,
    private readonly relay: FiguresRelay,
    private readonly cohorts: CohortsRelay,
    private readonly clock: Clock,
  ) {}

  /** A period compared with the period before and with a year ago. @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async overview(principal: Principal, query: OverviewQuery): Promise<Overview> {
    const chosen = await this.choice.chosenOf(principal, query);
    const { networkId, span, restaurants } = chosen;
    const [previous, yearAgo] = [previousOf(span), yearBefore(span)];
    const step = stepOf(span);
    return this.read(chosen, async (tx) => {
      const datesOf = (dates: DateSpan) => listDates(tx, networkId, dates, restaurants);
      const [now, before, last] = [await datesOf(span), await datesOf(previous), await datesOf(yearAgo)];
      // Owed points are only counted for the whole network, not for single restaurants.
      const owed = restaurants === null ? await LEVELS.owed.at(tx, chosen) : () => null;
      const compared = query.compare === 'year' ? yearAgo : previous;
      const comparedDates = query.compare === 'year' ? last : before;
      return {
        ...(await commonOf(tx, chosen)),
        period: { ...span, figures: figuresOf(now), owed: owed(span.to) },
        previous: { ...previous, figures: figuresOf(before), owed: owed(previous.to) },
        yearAgo: { ...yearAgo, figures: figuresOf(last), owed: owed(yearAgo.to) },
        step,
        series: partsOf(span, compared, step).map(({ compared: beside, ...part }) => ({
          ...part,
          figures: figuresOf(within(now, part)),
          compared: beside && { ...beside, figures: figuresOf(within(comparedDates, beside)) },
        })),
      };
    });
  }

  /** Sales by weekday and local hour. @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async hours(principal: Principal, query: DetailQuery): Promise<Hours> {
    const chosen = await this.choice.chosenOf(principal, query);
    const { networkId, network, span, restaurants } = chosen;
    const first = dayOfIsoDate(span.from);
    const weekdays = Array.from({ length: daysOf(span) }, (_, n) => weekdayOf(first + n));
    const days = Array.from({ length: DAYS_A_WEEK }, (_, n) => weekdays.filter((weekday) => weekday === n + 1).length);
    return this.read(chosen, async (tx) => ({
      ...(await commonOf(tx, chosen)),
      ...span,
      firstHour: Number(network.settings.dayStart.slice(0, 2)),
      days,
      items: (
        await listDaySums<SaleSums & { weekday: number; hour: number }>(tx, {
          table: 'hourly_figures',
          sums: SALE_SUMS,
          by: [DIMENSIONS.weekday, DIMENSIONS.hour],
          networkId,
          dates: span,
          restaurants,
        })
      ).filter(({ sales, guestSales }) => sales + guestSales > 0),
    }));
  }

  /** Today compared with the same hours a week ago. @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async today(principal: Principal, query: TodayQuery): Promise<Today> {
    const networkId = networkOf(principal);
    const restaurants = await this.choice.restaurantsOf(principal, query.restaurantIds);
    return todayOf(await this.readToday(networkId), restaurants);
  }

  /** The hours of today and of the same weekday a week ago, of all restaurants of a network. */
  async readToday(networkId: string): Promise<KeptToday> {
    const network = await this.networks.getProfile(networkId);
    const now = this.clock.now().getTime();
    const today = calendarOf(network.timeZone, network.settings.dayStart).businessDay(now);
    const [businessDate, comparedDate] = [isoDateOf(today), isoDateOf(today - DAYS_A_WEEK)];
    await this.relay.catchUp(networkId);
    return this.database.reportOf(networkId, async (tx) => ({
      common: await commonOf(tx, { networkId, network, businessDate }),
      comparedDate,
      ends: endsOfHours(network, businessDate).map(({ hour, end }) => ({ hour, isOver: end <= now })),
      rows: await listDaySums<HourRow>(tx, {
        table: 'hourly_figures',
        sums: SALE_SUMS,
        by: [DATE, DIMENSIONS.hour, DIMENSIONS.restaurant],
        networkId,
        dates: [businessDate, comparedDate],
        restaurants: null,
      }),
    }));
  }

  /** Sales by the member of staff who rang them up. @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async staff(principal: Principal, query: DetailQuery): Promise<Staff> {
    const chosen = await this.choice.chosenOf(principal, query);
    const { networkId, span, restaurants } = chosen;
    const compared = comparedOf(span, query.compare);
    const of = (dates: DateSpan) =>
      ({ table: 'cashier_figures', sums: CASHIER_SUMS, networkId, dates, restaurants }) as const;
    return this.read(chosen, async (tx) => {
      const list = (dates: DateSpan) =>
        listDaySums<Values<(typeof CASHIER_SUMS)[number]> & { userId: string | null; name: string | null }>(tx, {
          ...of(dates),
          by: [DIMENSIONS.cashier],
          highest: { of: FIGURES.sales.of, limit: MOST_ROWS },
          language: 'en',
        });
      const before = new Map((await list(compared)).map((row) => [row.userId, row]));
      return {
        ...(await commonOf(tx, chosen)),
        ...span,
        comparedFrom: compared.from,
        comparedTo: compared.to,
        items: (await list(span)).map(({ userId, name, ...sums }) => ({
          userId,
          name,
          ...staffOf(sums, before.get(userId)),
        })),
        total: staffOf(await sumDays(tx, of(span)), await sumDays(tx, of(compared))),
      };
    });
  }

  /** How many guests bought, and how often. @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async guests(principal: Principal, query: DetailQuery): Promise<Guests> {
    const { networkId, businessDate, span, restaurants } = await this.choice.chosenOf(principal, query);
    if (restaurants === null) await this.cohorts.catchUp(networkId);
    return this.database.reportOf(networkId, async (tx) => {
      // A guest buys in several restaurants, so figures of guests are only stored for the whole network, once the past
      // is counted.
      const areKept = restaurants === null && (await this.cohorts.areCounted(tx, networkId));
      const buyers = async (of: DateSpan) =>
        buyersOf(
          of,
          areKept
            ? await countBuyers(tx, networkId, of.from, of.to)
            : await countBuyersOfSales(tx, { networkId, ...of, restaurantIds: restaurants }),
        );
      return {
        businessDate,
        period: await buyers(span),
        previous: await buyers(previousOf(span)),
        yearAgo: await buyers(yearBefore(span)),
      };
    });
  }

  private async read<T>({ networkId }: ReaderScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    await this.relay.catchUp(networkId);
    return this.database.reportOf(networkId, work);
  }
}

async function commonOf(tx: Tx, { networkId, network, businessDate }: Omit<ReaderScope, 'span' | 'restaurants'>) {
  return { ...currencyOf(network), businessDate, isCounted: await isPastCounted(tx, networkId) };
}

/** The local hours of a business date in their order, each with the instant at which it ends. */
export function endsOfHours(
  { timeZone, settings: { dayStart } }: NetworkProfile,
  businessDate: string,
): { readonly hour: number; readonly end: number }[] {
  const calendar = calendarOf(timeZone, dayStart);
  // If a day starts at half past, its first hour comes again at the end of the date; the later end counts.
  const ends = new Map<number, number>();
  const begin = calendar.instantOf(`${businessDate}T${dayStart}`);
  const end = calendar.instantOf(`${isoDateOf(dayOfIsoDate(businessDate) + 1)}T${dayStart}`);
  for (let at = begin; at < end;) {
    const next = at + HOUR_MS - (calendar.minuteOfDay(at) % 60) * 60_000;
    ends.set(Math.floor(calendar.minuteOfDay(at) / 60), Math.min(next, end));
    at = next;
  }
  return [...ends].map(([hour, over]) => ({ hour, end: over }));
}

/**
 * Counts the guests who bought in a span of at most 367 days in the whole network, and the guests who bought more than once in the span. A visit is the
 * guest's first in the span if the guest's previous visit was before the span. A visit is the first or second if the visit before the previous one was
 * before the span.
 */
export function countBuyers(tx: Tx, networkId: string, from: string, to: string) {
  return tx.one<BuyerSums>`
    SELECT coalesce(sum(g.firsts), 0)::bigint AS guests, coalesce(sum(v.visits), 0)::bigint AS visits,
       coalesce(sum(g.seconds - g.firsts), 0)::bigint AS repeat_guests
     FROM generate_series(0, ${to}::date - ${from}::date) n
     CROSS JOIN LATERAL (
       SELECT sum(f.firsts) AS firsts, sum(f.seconds) AS seconds FROM visit_gaps f
       WHERE f.network_id = ${networkId} AND f.business_date = ${from}::date + n AND f.gap > n) g
     LEFT JOIN visit_gaps v ON v.network_id = ${networkId} AND v.business_date = ${from}::date + n AND v.gap = 0`;
}

/**
 * Guests who bought, counted from the sales of some restaurants or (null) all. The index `transactions_buyers` has all
 * that is needed; only rows of the few refunds are read.
 */
async function countBuyersOfSales(tx: Tx, span: SalesSpan): Promise<BuyerSums> {
  const { networkId } = span;
  // Parallel workers would each add up all buyers again.
  await tx.query<{ setConfig: string | null }>`SELECT set_config('max_parallel_workers_per_gather', '0', true)`;
  return tx.one<BuyerSums>`
    WITH RECURSIVE merged (id, heir) AS (
      SELECT g.id, g.merged_into FROM guests g WHERE g.network_id = ${networkId} AND g.merged_into IS NOT NULL
      UNION
      SELECT m.id, g.merged_into FROM merged m JOIN guests g ON g.network_id = ${networkId} AND g.id = m.heir AND g.merged_into IS NOT NULL),
    heirs AS (SELECT m.id, m.heir FROM merged m WHERE NOT EXISTS (SELECT FROM merged n WHERE n.id = m.heir)),
    ${salesByGuest(span)},
    visitors AS (
      SELECT coalesce(h.heir, b.guest_id) AS guest_id, sum(b.sales - coalesce(r.sales, 0)) AS visits
      FROM bought b LEFT JOIN returned r USING (guest_id) LEFT JOIN heirs h ON h.id = b.guest_id
      GROUP BY 1)
    SELECT count(*)::integer AS guests, coalesce(sum(v.visits), 0)::bigint AS visits,
      (count(*) FILTER (WHERE v.visits > 1))::integer AS repeat_guests
    FROM visitors v WHERE v.visits > 0`;
}
