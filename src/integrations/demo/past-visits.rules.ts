import { DRINK, type Dish, PIZZAS } from './demo-dishes';
import type { CampaignGuest } from './demo.sql';
import { drawBelow, drawOne, seededRandom, seedOf } from './seeded-random.rules';

/** A visit during the weeks of a campaign, besides the visits of the receipts. */
export interface PastVisit {
  readonly guestId: string;
  readonly occurredAt: number;
  readonly receiptNumber: string;
  readonly dishes: readonly Dish[];
  readonly paymentMethod: 'card' | 'cash';
}

/** How many of 25 guests came once more: the invented effect that the campaign's results should show. */
const VISITS = { TREATED: 9, CONTROL: 5, HELD_OUT: 5 } as const;
const OF_GUESTS = 25;
/** Far from the receipt numbers of these weeks. */
const FIRST_RECEIPT = 5_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const FIRST_MINUTE = 12 * 60;
const MINUTES_OPEN = 9 * 60;
/** Family orders with similar amounts, so that a few hundred guests suffice to show the effect. */
const PIZZAS_OF_ORDER = [2, 3] as const;

/** The visits during a campaign of so many days; the same guests always give the same visits. */
export function pastVisits(guests: readonly CampaignGuest[], days: number): PastVisit[] {
  const counted = { TREATED: 0, CONTROL: 0, HELD_OUT: 0 };
  const came = guests.filter(({ arm }) => {
    counted[arm] += 1;
    return counted[arm] % OF_GUESTS < VISITS[arm];
  });
  return came.map(({ guestId, metAt }, index) => {
    const random = seededRandom(seedOf(guestId));
    const minute = FIRST_MINUTE + drawBelow(random, MINUTES_OPEN);
    const occurredAt = metAt.getTime() + drawBelow(random, days) * DAY_MS + minute * MINUTE_MS;
    const pizzas = Array.from({ length: drawOne(random, PIZZAS_OF_ORDER) }, () => drawOne(random, PIZZAS));
    const dishes = drawBelow(random, 2) === 0 ? pizzas : [...pizzas, DRINK];
    const paymentMethod = drawOne(random, ['card', 'card', 'cash'] as const);
    return { guestId, occurredAt, receiptNumber: String(FIRST_RECEIPT + index), dishes, paymentMethod };
  });
}
