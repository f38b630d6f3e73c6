import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { type Principal, restaurantsOf } from '../../../security';
import { isBehind } from '../../jobs/log-behind.sql';
import type { DetailQuery } from '../analytics/analytics.dto';
import { listDaySums, MOST_ROWS } from '../catalogue/day-sums.sql';
import { type AskedDimension, DIMENSIONS } from '../catalogue/dimensions';
import { addUp, NO_SUMS, type Sums, sumsOf } from '../catalogue/figure';
import { FIGURES, FIGURES_OF_NEW_GUESTS } from '../catalogue/figures';
import { ReaderChoice } from '../catalogue/reader-choice';
import { comparedOf, type DateSpan } from '../catalogue/spans.rules';
import { CohortsRelay, SUBSCRIBER } from '../cohorts/cohorts-relay';
import { type NewGuests, SOURCES } from './new-guests.dto';
import { figuresOf, mostFirst } from './new-guests.rules';

const NEW = FIGURES.registeredGuests.of;

/** Answers how many guests were registered in a period, and how many of these guests came again. */
@Injectable()
export class NewGuestsQuery {
  constructor(
    private readonly database: Database,
    private readonly choice: ReaderChoice,
    private readonly cohorts: CohortsRelay,
  ) {}

  /** @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async newGuests(principal: Principal, query: DetailQuery, language: Language): Promise<NewGuests> {
    const { networkId, businessDate, span, restaurants: chosen } = await this.choice.chosenOf(principal, query);
    const compared = comparedOf(span, query.compare);
    // Visits are only stored for the whole network, so employees who work in some of its restaurants do not see them.
    const seesVisits = restaurantsOf(principal) === null;
    const sums = sumsOf(FIGURES_OF_NEW_GUESTS.map((code) => FIGURES[code]));
    const of = (dates: DateSpan) =>
      ({ table: 'registered_guests', sums, networkId, dates, restaurants: chosen }) as const;
    const both = (now: Sums, before: Sums) => ({
      period: figuresOf(now, span, businessDate, seesVisits),
      compared: figuresOf(before, compared, businessDate, seesVisits),
    });
    await this.cohorts.catchUp(networkId);
    return this.database.reportOf(networkId, async (tx) => {
      const list = async (dimension: AskedDimension, dates: DateSpan) => {
        const highest = { of: NEW, limit: null, isByName: true } as const;
        const rows = await listDaySums<Sums>(tx, { ...of(dates), by: [dimension], language, highest });
        return new Map(rows.map((row) => [dimension.read(row).key, row]));
      };
      const groupsOf = async (dimension: AskedDimension) => {
        const [now, before] = [await list(dimension, span), await list(dimension, compared)];
        const groups = [...new Map([...before, ...now].toSorted(mostFirst(now)))].map(([key, row]) => ({
          key,
          name: dimension.read(row).name,
          ...both(now.get(key) ?? NO_SUMS, before.get(key) ?? NO_SUMS),
        }));
        return { groups, total: both(addUp([...now.values()]), addUp([...before.values()])) };
      };
      const sources = await groupsOf(DIMENSIONS.source);
      const [restaurants, cashiers] = [await groupsOf(DIMENSIONS.restaurant), await groupsOf(DIMENSIONS.cashier)];
      return {
        businessDate,
        ...span,
        comparedFrom: compared.from,
        comparedTo: compared.to,
        isBehind: await isBehind(tx, networkId, SUBSCRIBER),
        total: sources.total,
        restaurants: restaurants.groups.map(({ key, ...group }) => ({ restaurantId: key, ...group })),
        cashiers: cashiers.groups.slice(0, MOST_ROWS).map(({ key, ...group }) => ({ userId: key, ...group })),
        sources: SOURCES.flatMap((source) =>
          sources.groups
            .filter(({ key }) => key === source)
            .map(({ key: _, name: __, ...group }) => ({ source, ...group })),
        ),
      };
    });
  }
}
