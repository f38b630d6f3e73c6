import { Injectable } from '@nestjs/common';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { Database } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { type Language, FALLBACK } from '../../../platform/language/language';
import { type Principal, restaurantsOf } from '../../../security';
import type { DetailQuery } from '../analytics/analytics.dto';
import { ReaderChoice } from '../catalogue/reader-choice';
import { comparedOf, type DateSpan } from '../catalogue/spans.rules';
import { CohortsRelay, SUBSCRIBER } from '../cohorts/cohorts-relay';
import { isBehind } from '../../jobs/log-behind.sql';
import type { NewGuests } from './new-guests.dto';
import { groupsOf, type NewGuestRow, type RegisteredGuests } from './new-guests.rules';

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
    const calendar = calendarOf(timeZone, dayStart);
    const beginOf = (day: number) => new Date(calendar.instantOf(`${isoDateOf(day)}T${dayStart}`));
    await this.cohorts.catchUp(networkId);
    return this.database.reportOf(networkId, async (tx) => {
      const registeredIn = async (of: DateSpan): Promise<RegisteredGuests> => {
        const [from, until] = [beginOf(dayOfIsoDate(of.from)), beginOf(dayOfIsoDate(of.to) + 1)];
        return {
          span: of,
          rows: await tx.query<NewGuestRow>`WITH joined AS (
                SELECT g.id, g.restaurant_id, CASE WHEN g.source = 'STAFF' THEN g.created_by END AS user_id,
                  CASE WHEN EXISTS (SELECT FROM referrals r WHERE r.network_id = ${networkId} AND r.friend_id = g.id AND r.refusal IS NULL)
                    THEN 'REFERRAL' ELSE g.source END AS source,
                  ((g.created_at AT TIME ZONE ${timeZone}) - (${dayStart}::time - time '00:00'))::date AS day
                FROM guests g
                WHERE g.network_id = ${networkId} AND g.merged_into IS NULL AND g.created_at >= ${from} AND g.created_at < ${until}
                  ${when(restaurants !== null, sql`AND g.restaurant_id = ANY (${restaurants})`)}),
              counted AS (
                SELECT CASE grouping(j.restaurant_id, j.user_id, j.source)
                    WHEN 3 THEN 'RESTAURANT' WHEN 5 THEN 'CASHIER' WHEN 6 THEN 'SOURCE' ELSE 'TOTAL' END AS "grouping",
                  j.restaurant_id, j.user_id, j.source, count(*)::int AS guests, count(c.first_day)::int AS bought,
                  (count(*) FILTER (WHERE c.second_day <= j.day + 30))::int AS again30,
                  (count(*) FILTER (WHERE c.second_day <= j.day + 60))::int AS again60,
                  (count(*) FILTER (WHERE c.second_day <= j.day + 90))::int AS again90
                FROM joined j LEFT JOIN guest_cohorts c ON c.network_id = ${networkId} AND c.guest_id = j.id
                GROUP BY GROUPING SETS ((j.restaurant_id), (j.user_id), (j.source), ()))
              SELECT k."grouping", k.restaurant_id, coalesce(r.names ->> ${FALLBACK[language]}, r.name) AS restaurant, u.id AS user_id,
              u.name AS user, k.source, k.guests, k.bought, k.again30, k.again60, k.again90
              FROM counted k
              LEFT JOIN restaurants r ON r.network_id = ${networkId} AND r.id = k.restaurant_id
              LEFT JOIN users u ON u.network_id = ${networkId} AND u.id = k.user_id
              ORDER BY k.guests DESC, restaurant, u.name, k.source`,
        };
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
