import { Injectable } from '@nestjs/common';
import { dayOfIsoDate } from '../../../platform/clock/calendar';
import { Database, type Tx } from '../../../platform/database/database';
import { readByKeys } from '../../../platform/database/plans';
import { lowestIdAt } from '../../../platform/ids/ids';
import { BreakdownsRelay } from '../breakdowns/breakdowns-relay';
import { CampaignFiguresRelay } from '../breakdowns/campaign-figures-relay';
import type { DayFollower } from '../breakdowns/day-follower';
import { FiguresRelay, TAKE as TAKE_FIGURES } from '../../jobs/figures-relay';
import { GivingWay } from '../../jobs/give-way';
import { isAfter, type LogPlace } from '../../jobs/log-follower';
import { DAY_TABLES, NOWHERE, TABLE_NAMES } from '../catalogue/day-tables';

const DAY_MS = 86_400_000;

const TABLES_BY_RESTAURANT = TABLE_NAMES.filter((name) => DAY_TABLES[name].keptBy === 'figures');

/** An act of a business date, or a guest registered on that date, in the form that the log's followers use. */
interface DayEvent {
  /** The id of the act or guest, and of its event. */
  readonly id: string;
  readonly type: string;
  readonly restaurantId: string;
}

interface DayEvents {
  readonly networkId: string;
  readonly day: string;
  /** Only events up to this place in the log. */
  readonly upTo: LogPlace;
  /** Only events after this place. Null: from the beginning of the log. */
  readonly after: LogPlace | null;
}

/** How many events one statement counts. */
const PAGE = 250;

export interface RecountedDay {
  readonly acts: number;
  readonly newGuests: number;
}

/**
 * Counts the figures of one business date again from the journal, in pieces that give way to the tills, while a running server counts new events. The
 * figures of a restaurant change in one transaction, so budgets that are compared with them are right at every moment. Items, campaigns and moves
 * between tiers of the date are too low until the last piece.
 */
@Injectable()
export class DayRecount {
  constructor(
    private readonly database: Database,
    private readonly figures: FiguresRelay,
    private readonly breakdowns: BreakdownsRelay,
    private readonly campaigns: CampaignFiguresRelay,
  ) {}

  /** @throws Error while the past is being counted, or if another recount has set the cursor back */
  recount(networkId: string, day: string): Promise<RecountedDay> {
    const take = (tx: Tx) =>
      tx.query`SELECT pg_advisory_xact_lock(hashtextextended('figures recount ' || ${networkId}::text, 0))`;
    return this.database.underLocks(networkId, take, async () => {
      const way = new GivingWay(this.database);
      const counted = await this.recountFigures(networkId, day, way);
      for (const follower of [this.breakdowns, this.campaigns]) await this.recountDay(follower, networkId, day, way);
      return counted;
    });
  }

  private async recountFigures(networkId: string, day: string, way: GivingWay): Promise<RecountedDay> {
    const { subscriber } = this.figures;
    await this.figures.catchUp(networkId);
    const { events, upTo, restaurants } = await this.listDay(networkId, day, subscriber);
    for (const restaurantId of restaurants) {
      await way.before();
      await this.database.inNetwork(networkId, async (tx) => {
        const now = await placeFrom(tx, networkId, subscriber, upTo);
        const later = await listDayEvents(tx, { networkId, day, upTo: now, after: upTo });
        await deleteDayOfRestaurant(tx, networkId, day, restaurantId);
        await readByKeys(tx);
        const ofRestaurant = [...events, ...later].filter((event) => event.restaurantId === restaurantId);
        for (const page of pagesOf(ofRestaurant))
          await tx.call(TAKE_FIGURES, [networkId, page.ids, page.types, page.ids, false]);
      });
    }
    const newGuests = events.filter(({ type }) => type === 'guest.registered').length;
    return { acts: events.length - newGuests, newGuests };
  }

  private async recountDay(follower: DayFollower, networkId: string, day: string, way: GivingWay): Promise<void> {
    const { subscriber } = follower;
    await follower.catchUp(networkId);
    const { events, upTo } = await this.listDay(networkId, day, subscriber);
    await way.before();
    const { later, from } = await this.database.inNetwork(networkId, async (tx) => {
      const now = await placeFrom(tx, networkId, subscriber, upTo);
      await follower.deleteDay(tx, networkId, day);
      return { later: await listDayEvents(tx, { networkId, day, upTo: now, after: upTo }), from: now };
    });
    for (const page of pagesOf([...events, ...later])) {
      await way.before();
      await this.database.inNetwork(networkId, async (tx) => {
        await placeFrom(tx, networkId, subscriber, from);
        await readByKeys(tx);
        await follower.count(tx, networkId, page);
      });
    }
  }

  /** The counted events of the date, read in one snapshot that does not delay readers of the log. */
  private listDay(
    networkId: string,
    day: string,
    subscriber: string,
  ): Promise<{ events: DayEvent[]; upTo: LogPlace; restaurants: Set<string> }> {
    return this.database.snapshotOfNetwork(networkId, async (tx) => {
      const upTo =
        await tx.maybe<LogPlace>`SELECT epoch, xid, id FROM event_cursors WHERE network_id = ${networkId} AND subscriber = ${subscriber}`;
      if (upTo === undefined) throw new Error('the network has no figures yet');
      const events = await listDayEvents(tx, { networkId, day, upTo, after: null });
      const counted = await listCountedRestaurants(tx, networkId, day);
      return { events, upTo, restaurants: new Set([...counted, ...events.map(({ restaurantId }) => restaurantId)]) };
    });
  }
}

/** Locks the cursor of a follower that has reached this place. */
async function placeFrom(tx: Tx, networkId: string, subscriber: string, from: LogPlace): Promise<LogPlace> {
  // The place of a follower in the log, locked until the transaction ends. Undefined: the network has no cursor, or the figures from
  // before an upgrade are still being counted.
  const place = await tx.maybe<LogPlace>`
    SELECT epoch, xid, id FROM event_cursors c WHERE network_id = ${networkId} AND subscriber = ${subscriber}
     AND NOT EXISTS (SELECT FROM figure_countings f WHERE f.network_id = ${networkId} AND NOT f.is_counted) FOR UPDATE`;
  if (place === undefined || isAfter(from, place))
    throw new Error(
      'the figures of the network are counted anew from the begin of the log; try again when that is done',
    );
  return place;
}

function* pagesOf(events: readonly DayEvent[]): Generator<{ readonly ids: string[]; readonly types: string[] }> {
  for (let from = 0; from < events.length; from += PAGE) {
    const page = events.slice(from, from + PAGE);
    yield { ids: page.map(({ id }) => id), types: page.map(({ type }) => type) };
  }
}

/**
 * The events of a business date (by the rules of `figures_take`) that were counted up to a place in the log, in the
 * order of recording. An event without a business date was recorded within two days of it.
 */
function listDayEvents(tx: Tx, { networkId, day, upTo, after }: DayEvents): Promise<DayEvent[]> {
  const midnight = dayOfIsoDate(day) * DAY_MS;
  const bounds = [lowestIdAt(midnight - 2 * DAY_MS), lowestIdAt(midnight + 3 * DAY_MS)];
  const values = [networkId, day, upTo.epoch, upTo.xid, upTo.id, ...bounds];
  const later = `SELECT e.id FROM events e WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) >`;
  const isCounted = (id: string) =>
    after === null
      ? `${id} NOT IN (${later} ($3, $4, $5))`
      : `${id} IN (${later} ($8, $9, $10) AND (e.epoch, e.xid, e.id) <= ($3, $4, $5))`;
  return tx.query<DayEvent>(
    `WITH clock AS MATERIALIZED (
       SELECT time_zone, coalesce(settings ->> 'dayStart', '04:00')::time - time '00:00' AS day_start FROM networks WHERE id = $1
     )
     SELECT t.id, 'transaction.' || lower(t.type::text) AS type, coalesce(t.restaurant_id, '${NOWHERE}') AS "restaurantId"
     FROM transactions t
     WHERE t.network_id = $1 AND t.business_date = $2::date AND ${isCounted('t.id')}
     UNION ALL
     SELECT t.id, 'transaction.' || lower(t.type::text), coalesce(t.restaurant_id, '${NOWHERE}')
     FROM transactions t CROSS JOIN clock c
     WHERE t.network_id = $1 AND t.business_date IS NULL AND ((t.recorded_at AT TIME ZONE c.time_zone) - c.day_start)::date = $2::date
       AND t.id BETWEEN $6 AND $7 AND ${isCounted('t.id')}
     UNION ALL
     SELECT g.id, 'guest.registered', coalesce(g.restaurant_id, '${NOWHERE}')
     FROM guests g CROSS JOIN clock c
     WHERE g.network_id = $1 AND ((g.created_at AT TIME ZONE c.time_zone) - c.day_start)::date = $2::date AND ${isCounted('g.id')}
     ORDER BY 1`,
    after === null ? values : [...values, after.epoch, after.xid, after.id],
  );
}

/** Restaurants that have figures of a business date. */
async function listCountedRestaurants(tx: Tx, networkId: string, day: string): Promise<string[]> {
  const rows = await tx.query<{ restaurantId: string }>(
    TABLES_BY_RESTAURANT.map(
      (table) =>
        `SELECT restaurant_id AS "restaurantId" FROM ${table} WHERE network_id = $1 AND business_date = $2::date`,
    ).join(' UNION '),
    [networkId, day],
  );
  return rows.map(({ restaurantId }) => restaurantId);
}

async function deleteDayOfRestaurant(tx: Tx, networkId: string, day: string, restaurantId: string): Promise<void> {
  for (const table of TABLES_BY_RESTAURANT)
    await tx.query(`DELETE FROM ${table} WHERE network_id = $1 AND business_date = $2::date AND restaurant_id = $3`, [
      networkId,
      day,
      restaurantId,
    ]);
}
