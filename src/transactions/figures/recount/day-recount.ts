import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database';
import { readByKeys } from '../../../platform/database/plans';
import { BreakdownsRelay, TAKE as TAKE_BREAKDOWNS } from '../breakdowns/breakdowns-relay';
import { FiguresRelay, TAKE as TAKE_FIGURES } from '../../jobs/figures-relay';
import { GivingWay } from '../../jobs/give-way';
import { isAfter, type LogPlace } from '../../jobs/log-follower';
import {
  type DayEvent,
  deleteDayOfBreakdowns,
  deleteDayOfRestaurant,
  holdPlace,
  listCountedRestaurants,
  listDayEvents,
} from './day-recount.sql';

/** How many events one statement counts. */
const PAGE = 250;

export interface RecountedDay {
  readonly acts: number;
  readonly newGuests: number;
}

/**
 * Counts the figures of one business date again from the journal, in pieces that give way to the tills, while a running
 * server counts new events. The figures of a restaurant change in one transaction, so its budget is right at every
 * moment. Items and moves between tiers of the date are too low until the last piece.
 */
@Injectable()
export class DayRecount {
  constructor(
    private readonly database: Database,
    private readonly figures: FiguresRelay,
    private readonly breakdowns: BreakdownsRelay,
  ) {}

  /** @throws Error while the past is being counted, or if another recount has set the cursor back */
  recount(networkId: string, day: string): Promise<RecountedDay> {
    const take = (tx: Tx) =>
      tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('figures recount ' || $1::text, 0))`, [networkId]);
    return this.database.underLocks(networkId, take, async () => {
      const way = new GivingWay(this.database);
      const counted = await this.recountFigures(networkId, day, way);
      await this.recountBreakdowns(networkId, day, way);
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

  private async recountBreakdowns(networkId: string, day: string, way: GivingWay): Promise<void> {
    const { subscriber } = this.breakdowns;
    await this.breakdowns.catchUp(networkId);
    const { events, upTo } = await this.listDay(networkId, day, subscriber);
    await way.before();
    const { later, from } = await this.database.inNetwork(networkId, async (tx) => {
      const now = await placeFrom(tx, networkId, subscriber, upTo);
      await deleteDayOfBreakdowns(tx, networkId, day);
      return { later: await listDayEvents(tx, { networkId, day, upTo: now, after: upTo }), from: now };
    });
    for (const page of pagesOf([...events, ...later])) {
      await way.before();
      await this.database.inNetwork(networkId, async (tx) => {
        await placeFrom(tx, networkId, subscriber, from);
        await readByKeys(tx);
        await tx.call(TAKE_BREAKDOWNS, [networkId, page.ids, page.types]);
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
      const upTo = await tx.maybe<LogPlace>(
        'SELECT epoch, xid, id FROM event_cursors WHERE network_id = $1 AND subscriber = $2',
        [networkId, subscriber],
      );
      if (upTo === undefined) throw new Error('the network has no figures yet');
      const events = await listDayEvents(tx, { networkId, day, upTo, after: null });
      const counted = await listCountedRestaurants(tx, networkId, day);
      return { events, upTo, restaurants: new Set([...counted, ...events.map(({ restaurantId }) => restaurantId)]) };
    });
  }
}

/** Locks the cursor of a follower that has reached this place. */
async function placeFrom(tx: Tx, networkId: string, subscriber: string, from: LogPlace): Promise<LogPlace> {
  const place = await holdPlace(tx, networkId, subscriber);
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
