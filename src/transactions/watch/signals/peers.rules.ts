import { inOrder } from './acts.rules';
import { eventsOf } from './events.rules';
import { variedSurprise } from './tails.rules';
import type { ActFact, PeerCount, PeerCounts, EventName } from './facts';

/** How many days of counts a cashier is compared by. */
export const PEER_DAYS = 28;

/** The weight, in checks, of the rates of the whole restaurant and of the network, against the peers' own checks in that hour. */
const PRIOR_CHECKS = 200;
/** Honest cashiers' rates vary by about half of their mean: 1 / √shape. */
const SHAPE = 4;

export const NONE: PeerCounts = {
  checks: 0,
  typedAgain: 0,
  attached: 0,
  withoutReceipt: 0,
  spentElsewhere: 0,
  refunds: 0,
  manual: 0,
};
const COUNTED = Object.keys(NONE) as (keyof PeerCounts)[];

/** Counts of cashiers in these acts, by restaurant and hour. Pass whole days, since events are found within a day. */
export function countPeers(acts: readonly ActFact[]): PeerCount[] {
  const counted = new Map<string, ActFact & { of: keyof PeerCounts; number: number }>();
  const count = (act: ActFact, of: keyof PeerCounts): void => {
    const key = `${act.restaurantId ?? ''} ${String(act.hour)} ${act.cashierId ?? ''} ${of}`;
    const known = counted.get(key);
    if (known === undefined) counted.set(key, { ...act, of, number: 1 });
    else known.number += 1;
  };
  for (const act of acts) if (act.kind === 'SALE') count(act, 'checks');
  for (const [name, events] of eventsOf(inOrder(acts))) for (const event of events) count(event, name);
  return addUp(
    [...counted.values()].flatMap(({ restaurantId, cashierId, hour, of, number }) =>
      restaurantId === null || cashierId === null ? [] : [{ ...NONE, restaurantId, cashierId, hour, [of]: number }],
    ),
  );
}

/** Adds up counts of the same restaurant, hour and cashier. */
export function addUp(counts: Iterable<PeerCount>): PeerCount[] {
  return [
    ...sumsOf(
      counts,
      ({ restaurantId, hour, cashierId }) => `${restaurantId} ${String(hour)} ${cashierId}`,
      ({ restaurantId, hour, cashierId }) => ({ restaurantId, hour, cashierId }),
    ).values(),
  ];
}

/** A cashier compared with others of the same restaurants and hours. */
export interface Comparison {
  /** The cashier's events, and how many the others' rates would give on the same checks. */
  readonly own: number;
  readonly expected: number;
  readonly checks: number;
  readonly surprise: number;
}

/** Others' rates of an event. The counts are added up once. */
export class Peers {
  private readonly hours: ReadonlyMap<string, PeerCounts>;
  private readonly restaurants: ReadonlyMap<string, PeerCounts>;
  private readonly inRestaurant: ReadonlyMap<string, PeerCounts>;
  private readonly inHour: ReadonlyMap<string, PeerCounts>;
  private readonly network: PeerCounts;
  private readonly byCashier = new Map<string, PeerCount[]>();

  constructor(private readonly counts: readonly PeerCount[]) {
    const empty = () => ({});
    this.hours = sumsOf(counts, hourOf, empty);
    this.restaurants = sumsOf(counts, ({ restaurantId }) => restaurantId, empty);
    this.inRestaurant = sumsOf(counts, (count) => `${count.restaurantId} ${count.cashierId}`, empty);
    this.inHour = sumsOf(counts, (count) => `${hourOf(count)} ${count.cashierId}`, empty);
    this.network = sumsOf(counts, () => '', empty).get('') ?? NONE;
    for (const count of counts) {
      const own = this.byCashier.get(count.cashierId);
      if (own === undefined) this.byCashier.set(count.cashierId, [count]);
      else own.push(count);
    }
  }

  /** Compares all counted checks of a cashier. */
  compare(cashierId: string, event: EventName): Comparison {
    return this.compareIn(cashierId, event, this.byCashier.get(cashierId) ?? []);
  }

  /** Compares some checks of a cashier, such as those of a shift, given as counts. */
  compareIn(cashierId: string, event: EventName, counts: readonly PeerCount[]): Comparison {
    let [own, checks, expected] = [0, 0, 0];
    for (const count of counts) {
      own += count[event];
      checks += count.checks;
      expected += count.checks * this.rateOfOthers(cashierId, event, count);
    }
    return { own, expected, checks, surprise: variedSurprise(own, expected, SHAPE) };
  }

  /** Events in 1,000 checks, for each cashier of this cashier's restaurants: the figures of a chart. */
  picture(cashierId: string, event: EventName): { own: number; median: number; values: number[] } {
    const places = new Set((this.byCashier.get(cashierId) ?? []).map(({ restaurantId }) => restaurantId));
    const beside = sumsOf(
      this.counts.filter(({ restaurantId }) => places.has(restaurantId)),
      (count) => count.cashierId,
      () => ({}),
    );
    const rateOf = (counts: PeerCounts | undefined): number =>
      counts === undefined || counts.checks === 0 ? 0 : (1_000 * counts[event]) / counts.checks;
    const values = [...beside].filter(([id]) => id !== cashierId).map(([, counts]) => rateOf(counts));
    values.sort((a, b) => a - b);
    const middle = values.slice(Math.floor((values.length - 1) / 2), Math.floor(values.length / 2) + 1);
    const median = middle.length === 0 ? 0 : middle.reduce((sum, value) => sum + value, 0) / middle.length;
    return { own: rateOf(beside.get(cashierId)), median, values };
  }

  /** The rate of the restaurant's hour, drawn towards the whole restaurant's rate, which in turn is drawn towards the network's. */
  private rateOfOthers(cashierId: string, event: EventName, at: PeerCount): number {
    const [restaurant, own] = [
      this.restaurants.get(at.restaurantId) ?? NONE,
      this.inRestaurant.get(`${at.restaurantId} ${cashierId}`) ?? NONE,
    ];
    const [hour, ownHour] = [this.hours.get(hourOf(at)) ?? NONE, this.inHour.get(`${hourOf(at)} ${cashierId}`) ?? NONE];
    // One event in `PRIOR_CHECKS` checks is added, so that a rate is never zero.
    const ofNetwork = (this.network[event] + 1) / (this.network.checks + PRIOR_CHECKS);
    const inRestaurant = drawn(restaurant[event] - own[event], restaurant.checks - own.checks, ofNetwork);
    return drawn(hour[event] - ownHour[event], hour.checks - ownHour.checks, inRestaurant);
  }
}

const hourOf = ({ restaurantId, hour }: PeerCount): string => `${restaurantId} ${String(hour)}`;

function drawn(events: number, checks: number, towards: number): number {
  return (events + PRIOR_CHECKS * towards) / (checks + PRIOR_CHECKS);
}

function sumsOf<Named extends object>(
  counts: Iterable<PeerCount>,
  keyOf: (count: PeerCount) => string,
  nameOf: (count: PeerCount) => Named,
): Map<string, Named & PeerCounts> {
  type Sum = { -readonly [Name in keyof PeerCounts]: number };
  const sums = new Map<string, Named & Sum>();
  for (const count of counts) {
    const key = keyOf(count);
    let sum = sums.get(key);
    if (sum === undefined) {
      sum = { ...NONE, ...nameOf(count) };
      sums.set(key, sum);
    }
    for (const name of COUNTED) (sum as Sum)[name] += count[name];
  }
  return sums;
}
