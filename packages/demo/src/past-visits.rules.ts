import type { PastCampaign } from './demo-campaigns';
import { DRINK, type Dish, PIZZAS } from './demo-dishes';
import { drawBelow, drawOne, seededRandom, seedOf } from './seeded-random.rules';

export interface CampaignGuest {
  readonly guestId: string;
  readonly arm: 'TREATED' | 'CONTROL' | 'HELD_OUT';
  /** When the guest joined the campaign; its start, for those who were guests then. */
  readonly metAt: Date;
}

/** A visit during the weeks of a campaign, besides the visits of the receipts. */
export interface PastVisit {
  readonly guestId: string;
  readonly occurredAt: number;
  readonly receiptNumber: string;
  readonly dishes: readonly Dish[];
  readonly paymentMethod: 'card' | 'cash';
}

/** The visits of a campaign's arms are counts of so many guests. */
const OF_GUESTS = 25;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const FIRST_MINUTE = 12 * 60;
const MINUTES_OPEN = 9 * 60;
/** Family orders with similar amounts, so that a few hundred guests suffice to show the effect. */
const PIZZAS_OF_ORDER = [2, 3] as const;

/** The visits during a campaign; the same guests always give the same visits. */
export function pastVisits(guests: readonly CampaignGuest[], campaign: Omit<PastCampaign, 'document'>): PastVisit[] {
  const counted = { TREATED: 0, CONTROL: 0, HELD_OUT: 0 };
  const visits = guests.flatMap((guest) => {
    counted[guest.arm] += 1;
    const { once, twice } = campaign.visits[guest.arm];
    const place = counted[guest.arm] % OF_GUESTS;
    const random = seededRandom(seedOf(guest.guestId));
    const times = place < twice ? 2 : place < once ? 1 : 0;
    return Array.from({ length: times }, () => visitOf(guest, campaign.days, random));
  });
  return visits.map((visit, index) => ({ ...visit, receiptNumber: String(campaign.firstReceipt + index) }));
}

function visitOf(
  { guestId, metAt }: CampaignGuest,
  days: number,
  random: () => number,
): Omit<PastVisit, 'receiptNumber'> {
  const minute = FIRST_MINUTE + drawBelow(random, MINUTES_OPEN);
  const occurredAt = metAt.getTime() + drawBelow(random, days) * DAY_MS + minute * MINUTE_MS;
  const pizzas = Array.from({ length: drawOne(random, PIZZAS_OF_ORDER) }, () => drawOne(random, PIZZAS));
  const dishes = drawBelow(random, 2) === 0 ? pizzas : [...pizzas, DRINK];
  return { guestId, occurredAt, dishes, paymentMethod: drawOne(random, ['card', 'card', 'cash'] as const) };
}
