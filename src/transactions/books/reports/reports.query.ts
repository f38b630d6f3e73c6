import { Injectable } from '@nestjs/common';
import { Networks, type NetworkProfile } from '../../../configuration';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { FiguresRelay } from '../../jobs/figures-relay';
import { listDailyFigures } from './daily-figures.sql';
import { derive, NO_FIGURES, sumOf } from './figures.rules';
import type { Daily, DailyQuery, DayFigures, Today } from './reports.dto';

const DAYS_A_WEEK = 7;

/** Daily figures for managers, read from the relay's figures and never from the journal. */
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
