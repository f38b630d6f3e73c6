import { Injectable } from '@nestjs/common';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { Database } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { type Principal, restaurantsOf } from '../../../security';
import type { DetailQuery } from '../analytics/analytics.dto';
import { ReaderChoice } from '../catalogue/reader-choice';
import { comparedOf, type DateSpan } from '../catalogue/spans.rules';
import { CohortsRelay } from '../cohorts/cohorts-relay';
import { isBehind } from '../../jobs/log-behind.sql';
import { SUBSCRIBER } from '../cohorts/cohorts.sql';
import type { NewGuests } from './new-guests.dto';
import { groupsOf, type RegisteredGuests } from './new-guests.rules';
import { listNewGuests } from './new-guests.sql';

/** Guests who were registered in a period. Their visits come from the stored figures of cohorts. */
@Injectable()
export class NewGuestsQuery {
  constructor(
    private readonly database: Database,
    private readonly choice: ReaderChoice,
    private readonly cohorts: CohortsRelay,
  ) {}

  /** @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async newGuests(principal: Principal, query: DetailQuery, language: Language): Promise<NewGuests> {
    const { networkId, network, businessDate, span, restaurants } = await this.choice.chosenOf(principal, query);
    const compared = comparedOf(span, query.compare);
    const { timeZone } = network;
    const { dayStart } = network.settings;
    const reading = { timeZone, dayStart, language };
    const calendar = calendarOf(timeZone, dayStart);
    const beginOf = (day: number) => new Date(calendar.instantOf(`${isoDateOf(day)}T${dayStart}`));
    await this.cohorts.catchUp(networkId);
    return this.database.reportOf(networkId, async (tx) => {
      const registeredIn = async (of: DateSpan): Promise<RegisteredGuests> => {
        const [from, until] = [beginOf(dayOfIsoDate(of.from)), beginOf(dayOfIsoDate(of.to) + 1)];
        return { span: of, rows: await listNewGuests(tx, networkId, from, until, restaurants, reading) };
      };
      const [now, before] = [await registeredIn(span), await registeredIn(compared)];
      return {
        businessDate,
        ...span,
        comparedFrom: compared.from,
        comparedTo: compared.to,
        isBehind: await isBehind(tx, networkId, SUBSCRIBER),
        // Visits are only stored for the whole network, so staff of some restaurants do not see them.
        ...groupsOf(now, before, businessDate, restaurantsOf(principal) === null),
      };
    });
  }
}
