import type { DemoTenant } from './demo-tenant-networks';
import { drawBelow, drawOne, seededRandom } from './seeded-random.rules';

/** The last of the days, a Thursday; the import moves all days so that this one becomes yesterday. */
const LAST_DAY = Date.UTC(2015, 11, 31);
const DAYS = 70;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Sales of a weekday as a percentage of a Friday's; Sunday first. */
const OF_FRIDAY = [84, 70, 73, 78, 88, 100, 104] as const;
/** Sales of the first day as a percentage of the last day's. */
const GROWN_FROM = 82;
const SPREAD = 25;
/** Hours of sales; an hour that is listed twice is twice as frequent. */
const HOURS = [9, 10, 11, 12, 12, 13, 13, 13, 14, 14, 15, 16, 17, 18, 18, 19, 19, 19, 20, 20, 21] as const;
const DISHES = [1, 2, 2, 3, 4] as const;
const HEADER = 'receipt_number,sold_at,sku,name,category,size,quantity,unit_price_minor,total_minor';

/** Ten weeks of receipts in the columns of the pizza receipts; always the same for a network. */
export function tenantReceipts({ menu, salesOfFriday, retelling }: DemoTenant): string {
  const random = seededRandom(retelling.seed);
  const rows = [HEADER];
  let number = 0;
  for (let ago = DAYS - 1; ago >= 0; ago -= 1) {
    const day = LAST_DAY - ago * DAY_MS;
    const ofWeekday = OF_FRIDAY[new Date(day).getUTCDay()] ?? 100;
    const grown = GROWN_FROM + ((100 - GROWN_FROM) * (DAYS - ago)) / DAYS;
    const drawn = 100 - SPREAD + drawBelow(random, 2 * SPREAD);
    const sales = Math.round((salesOfFriday * ofWeekday * grown * drawn) / 1_000_000);
    const minutes = Array.from({ length: sales }, () => drawOne(random, HOURS) * 60 + drawBelow(random, 60));
    for (const minute of minutes.sort((a, b) => a - b)) {
      number += 1;
      const at = new Date(day + minute * MINUTE_MS).toISOString().slice(0, 19);
      for (let dishes = drawOne(random, DISHES); dishes > 0; dishes -= 1) {
        const dish = drawOne(random, menu);
        const sku = String(menu.indexOf(dish) + 1);
        rows.push([number, at, sku, dish.name, dish.category, '', 1, dish.price, dish.price].join(','));
      }
    }
  }
  return `${rows.join('\n')}\n`;
}
