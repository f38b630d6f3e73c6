import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/database';
import { DayFollower } from './day-follower';

/** The name of the cursor in `event_cursors`. */
export const SUBSCRIBER = 'breakdowns';

/** The most items of a business date and restaurant that are stored one by one. Further items are stored as one sum. */
const MOST_ITEMS = 2_000;

/** Counts sales by item, and moves of guests between tiers. */
@Injectable()
export class BreakdownsRelay extends DayFollower {
  readonly subscriber = SUBSCRIBER;
  protected readonly tables = ['item_figures', 'item_sums', 'tier_figures'];

  protected counting(acts: string): string {
    return `breakdowns_take($1, ${acts}, ${String(MOST_ITEMS)})`;
  }

  /** Deletes the items and the moves between tiers of a business date, and subtracts them from the sums of the month. */
  async deleteDay(tx: Tx, networkId: string, day: string): Promise<void> {
    await tx.query`DELETE FROM item_figures WHERE network_id = ${networkId} AND business_date = ${day}::date`;
    await tx.query`DELETE FROM tier_figures WHERE network_id = ${networkId} AND business_date = ${day}::date`;
    await tx.query`DELETE FROM item_sums WHERE network_id = ${networkId}
       AND (span, business_date) IN (('DAY', ${day}::date), ('MONTH', first_of_month(${day}::date)))`;
    await tx.query`INSERT INTO item_sums (network_id, span, business_date, kind, category, item, name, quantity_milli, amount,
         points_quantity_milli, points_amount)
       SELECT network_id, 'MONTH', first_of_month(${day}::date), kind, category, item, (array_agg(name ORDER BY business_date DESC))[1],
         sum(quantity_milli), sum(amount), sum(points_quantity_milli), sum(points_amount)
       FROM item_sums
       WHERE network_id = ${networkId} AND span = 'DAY' AND business_date >= first_of_month(${day}::date)
         AND business_date < first_of_month(${day}::date) + interval '1 month'
       GROUP BY network_id, kind, category, item`;
  }
}
