import { Injectable } from '@nestjs/common';
import { Networks, type NetworkProfile } from '../../../configuration';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { FiguresRelay } from '../../jobs/figures-relay';
import { listDailyFigures, listRestaurantFigures } from './daily-figures.sql';
import { derive, NO_FIGURES, sumOf } from './figures.rules';
import { countBuyersByTier, listTopRewards } from './loyalty.sql';
import { spanBefore, spanOf } from './periods.rules';
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
/** The relay keeps what has no place under this id. */
const NOWHERE = '00000000-0000-0000-0000-000000000000';

/** Figures for managers. Sums come from the relay's figures; only the guests of a period are counted from the journal. */
@Injectable()
export class ReportsQuery {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly relay: FiguresRelay,
    private readonly clock: Clock,
  ) {}

  /** The business date of now beside the same weekday a week ago. */
  async today(networkId: string): Promise<Today> {
    const network = await this.networks.getProfile(networkId);
    const calendar = calendarOf(network.timeZone, network.settings.dayStart);
    const day = calendar.businessDay(this.clock.now().getTime());
    const businessDate = isoDateOf(day);
    const comparedDate = isoDateOf(day - DAYS_A_WEEK);
    const figures = await this.figuresByDate(networkId, comparedDate, businessDate, null);
    return {
      ...currencyOf(network),
      businessDate,
      today: figures(businessDate),
      comparedDate,
      compared: figures(comparedDate),
    };
  }

  /** Every business date of a span. Refuses (404) a restaurant that the network does not have. */
  async daily(networkId: string, { from, to, restaurantId }: DailyQuery): Promise<Daily> {
    const network = await this.networks.getProfile(networkId);
    if (restaurantId !== undefined) await this.requireRestaurant(networkId, restaurantId);
    const figures = await this.figuresByDate(networkId, from, to, restaurantId ?? null);
    const dates = datesOf(from, to);
    return {
      ...currencyOf(network),
      items: dates.map((businessDate) => ({ businessDate, ...figures(businessDate) })),
      total: derive(sumOf(dates.map(figures))),
    };
  }

  /** A period beside the same weekdays before it. Refuses (404) a restaurant that the network does not have. */
  async period(networkId: string, query: PeriodQuery): Promise<Period> {
    const { network, businessDate, span } = await this.spanOf(networkId, query);
    const { restaurantId = null } = query;
    if (restaurantId !== null) await this.requireRestaurant(networkId, restaurantId);
    const before = spanBefore(span);
    const figures = await this.figuresByDate(networkId, before.from, span.to, restaurantId);
    return {
      ...currencyOf(network),
      businessDate,
      ...span,
      figures: derive(sumOf(datesOf(span.from, span.to).map(figures))),
      comparedFrom: before.from,
      comparedTo: before.to,
      compared: derive(sumOf(datesOf(before.from, before.to).map(figures))),
    };
  }

  /** A period by restaurant, highest net sales first. */
  async restaurants(networkId: string, query: SpanQuery): Promise<RestaurantsReport> {
    const { network, businessDate, span } = await this.spanOf(networkId, query);
    await this.relay.catchUp(networkId);
    const rows = await this.database.inNetwork(networkId, (tx) =>
      listRestaurantFigures(tx, networkId, span.from, span.to),
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
      total: derive(sumOf(rows)),
    };
  }

  /** Guests who bought in a period, and the rewards that were redeemed, read from the journal. */
  async loyalty(networkId: string, query: PeriodQuery): Promise<Loyalty> {
    const { network, businessDate, span } = await this.spanOf(networkId, query);
    const { restaurantId = null } = query;
    if (restaurantId !== null) await this.requireRestaurant(networkId, restaurantId);
    const { dayStart } = network.settings;
    const calendar = calendarOf(network.timeZone, dayStart);
    const startOf = (day: number) => new Date(calendar.instantOf(`${isoDateOf(day)}T${dayStart}`));
    const [since, until] = [startOf(dayOfIsoDate(span.from)), startOf(dayOfIsoDate(span.to) + 1)];
    // Without a time limit: a year of a large network is many sales.
    return this.database.snapshotOfNetwork(networkId, async (tx) => {
      const tiers = await countBuyersByTier(tx, networkId, span.from, span.to, restaurantId);
      const rewards = await listTopRewards(tx, networkId, since, until, restaurantId);
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

  /** All figures of one restaurant. @throws ProblemError `not_found` */
  async restaurant(networkId: string, restaurantId: string, choice: SpanQuery): Promise<RestaurantAnalytics> {
    const period = await this.period(networkId, { ...choice, restaurantId });
    const { from, to } = period;
    const { items: days } = await this.daily(networkId, { from, to, restaurantId });
    const loyalty = await this.loyalty(networkId, { from, to, restaurantId });
    return { restaurantId, ...period, days, ...loyalty };
  }

  private async spanOf(networkId: string, choice: SpanQuery) {
    const network = await this.networks.getProfile(networkId);
    const calendar = calendarOf(network.timeZone, network.settings.dayStart);
    const today = calendar.businessDay(this.clock.now().getTime());
    return { network, businessDate: isoDateOf(today), span: spanOf(choice, today) };
  }

  private async figuresByDate(
    networkId: string,
    from: string,
    to: string,
    restaurantId: string | null,
  ): Promise<(businessDate: string) => DayFigures> {
    await this.relay.catchUp(networkId);
    const rows = await this.database.inNetwork(networkId, (tx) => listDailyFigures(tx, networkId, from, to, restaurantId));
    const byDate = new Map(rows.map(({ businessDate, ...figures }) => [businessDate, figures]));
    return (businessDate) => derive(byDate.get(businessDate) ?? NO_FIGURES);
  }

  private async requireRestaurant(networkId: string, restaurantId: string): Promise<void> {
    const found = await this.database.inNetwork(networkId, (tx) =>
      tx.maybe('SELECT 1 FROM restaurants WHERE network_id = $1 AND id = $2', [networkId, restaurantId]),
    );
    if (found === undefined) throw new ProblemError('not_found');
  }
}

function currencyOf({ currency, currencyDigits }: NetworkProfile): { currency: string; currencyDigits: number } {
  return { currency, currencyDigits };
}

function datesOf(from: string, to: string): string[] {
  const first = dayOfIsoDate(from);
  return Array.from({ length: dayOfIsoDate(to) - first + 1 }, (_, index) => isoDateOf(first + index));
}
