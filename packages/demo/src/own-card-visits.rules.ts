import { DRINK, PIZZAS } from './demo-dishes';
import type { PastVisit } from './past-visits.rules';
import { drawBelow, drawOne, seededRandom } from './seeded-random.rules';

const SEED = 20_150_105;
const FIRST_RECEIPT = 8_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Evenings on which the cashier rang up checks of strangers on the same card, and how many. */
const EVENINGS = [
  { daysAgo: 12, checks: 4 },
  { daysAgo: 9, checks: 5 },
  { daysAgo: 6, checks: 5 },
  { daysAgo: 5, checks: 6 },
  { daysAgo: 2, checks: 6 },
] as const;
const FIRST_MINUTE = 17 * 60;
/** Too long for one table, too short for a guest who comes again. */
const BETWEEN = { least: 24, spread: 16 };

/** Checks of several evenings, paid in cash, all on the card of one guest; always the same for a day. @param today its beginning, in ms */
export function ownCardVisits(guestId: string, today: number): PastVisit[] {
  const random = seededRandom(SEED);
  const visits = EVENINGS.flatMap(({ daysAgo, checks }) => {
    let minute = FIRST_MINUTE + drawBelow(random, BETWEEN.spread);
    return Array.from({ length: checks }, () => {
      minute += BETWEEN.least + drawBelow(random, BETWEEN.spread);
      const dishes = [drawOne(random, PIZZAS), ...(drawBelow(random, 2) === 0 ? [DRINK] : [])];
      return {
        guestId,
        occurredAt: today - daysAgo * DAY_MS + minute * MINUTE_MS,
        dishes,
        paymentMethod: 'cash' as const,
      };
    });
  });
  return visits.map((visit, index) => ({ ...visit, receiptNumber: String(FIRST_RECEIPT + index) }));
}
