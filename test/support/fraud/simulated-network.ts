import type { ActFact } from '../../../src/transactions/watch/signals/facts';
import {
  EPISODES,
  FRAUD,
  FRAUD_KINDS,
  GUESTS,
  NETWORK,
  type FraudKind,
  type Range,
  type Size,
} from './network-parameters';

/**
 * A network that never was, day by day: honest guests and staff with their habits, and episodes of fraud among them, all of
 * network-parameters.ts. The same seed gives the same network on any machine.
 */
interface Episode {
  readonly kind: FraudKind;
  /** The cashier and the accounts: a case about any of them finds the episode. */
  readonly subjects: readonly string[];
  /** Days since 1970, both inclusive. */
  readonly from: number;
  readonly to: number;
}

interface SimulatedDay {
  readonly day: number;
  readonly shifts: number;
  /** Acts that the server took on this day, in order of time. */
  readonly acts: readonly ActFact[];
}

export interface SimulatedNetwork {
  readonly episodes: readonly Episode[];
  /** By id of an act that belongs to fraud: the number of its episode. Grows while the days are read. */
  readonly fraudulent: ReadonlyMap<string, number>;
  /** Can be read once. */
  days(): Generator<SimulatedDay>;
  /** Ends an episode, as the confirmation of its case does. */
  end(episode: number): void;
}

export const isRegularOfCashier = (guestId: string): boolean => guestId.startsWith('regular-');

const FIRST_DAY = 20_000;
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const WEEK_DAYS = 7;
/** Two of three cashiers work on a day. */
const SHIFTS_A_WEEK = (WEEK_DAYS * 2) / 3;
const MANUAL_ACCOUNTS = 2;
/** Referral rings by one inviter were added later and have random numbers of their own, so that other kinds stay as reported. */
const STARS = 1_000_000;

/** A cashier at a till on a day. */
interface Shift {
  readonly id: string;
  readonly cashier: number;
  readonly restaurant: number;
  readonly till: string;
  readonly opensAt: number;
  readonly typed: number;
  /** Acts of this hour come later; -1: none. */
  readonly offlineHour: number;
}

interface Check {
  readonly guest: string | null;
  readonly at: number;
  readonly payable?: number;
  readonly isTyped?: boolean;
  readonly isCash?: boolean;
  readonly redeemed?: number;
  readonly hasReceipt?: boolean;
}

interface PlannedEpisode extends Episode {
  /** The fraudulent cashier; for frauds of guests, the first cashier of the restaurant. */
  readonly cashier: number;
  readonly accounts: readonly string[];
}

export function simulateNetwork(seed: number, size: Size): SimulatedNetwork {
  const chance = chanceOf(seed);
  const chanceOfStars = chanceOf(seed + STARS);
  const episodes = planEpisodes(chance, chanceOfStars, size);
  const fraudulent = new Map<string, number>();
  const simulation = new Simulation(chance, chanceOfStars, size, episodes, fraudulent);
  return { episodes, fraudulent, days: () => simulation.days(), end: (episode) => simulation.ended.add(episode) };
}

class Simulation {
  readonly ended = new Set<number>();
  private acts = 0;
  private readonly later = new Map<number, ActFact[]>();
  private readonly typists: readonly boolean[];
  private readonly regulars: readonly { id: string; types: boolean; paysCash: boolean }[][];
  private readonly brokenUntil = new Map<string, number>();
  private shifts: Shift[] = [];
  /** Referred friends who have come. */
  private readonly brought = new Set<string>();

  constructor(
    private chance: () => number,
    private readonly chanceOfStars: () => number,
    private readonly size: Size,
    private readonly episodes: readonly PlannedEpisode[],
    private readonly fraudulent: Map<string, number>,
  ) {
    const cashiers = Array.from({ length: size.restaurants * NETWORK.cashiersOfRestaurant }, (_, number) => number);
    this.typists = cashiers.map(() => this.happens(NETWORK.typists));
    this.regulars = cashiers.map((cashier) =>
      Array.from({ length: this.whole(GUESTS.regularsOfCashier) }, (_, number) => ({
        id: `regular-${cashier}-${number}`,
        types: this.happens(GUESTS.regularTypes),
        paysCash: this.happens(GUESTS.regularPaysCash),
      })),
    );
  }

  *days(): Generator<SimulatedDay> {
    for (let day = FIRST_DAY; day < FIRST_DAY + this.size.days; day += 1) {
      this.shifts = this.shiftsOf(day);
      for (const shift of this.shifts) this.work(shift);
      for (let restaurant = 0; restaurant < this.size.restaurants; restaurant += 1) this.visitTogether(restaurant, day);
      this.visitAlone(day);
      this.episodes.forEach((episode, number) => {
        if (day >= episode.from && day <= episode.to && !this.ended.has(number)) this.defraud(episode, number, day);
      });
      const acts = this.later.get(day) ?? [];
      this.later.delete(day);
      yield { day, shifts: this.shifts.length, acts: acts.sort((a, b) => a.acceptedAt - b.acceptedAt) };
    }
  }

  private shiftsOf(day: number): Shift[] {
    return Array.from({ length: this.size.restaurants }, (_, restaurant) => restaurant).flatMap((restaurant) => {
      const present = [0, 1, 2].filter((number) => (day + number) % NETWORK.cashiersOfRestaurant !== 0);
      return present.map((number, place) => {
        const cashier = restaurant * NETWORK.cashiersOfRestaurant + number;
        const till = `till-${restaurant}-${place}`;
        if (this.happens(NETWORK.brokenScanner)) this.brokenUntil.set(till, day + this.whole([0, 1]));
        const isBroken = (this.brokenUntil.get(till) ?? 0) >= day;
        const usual = this.typists[cashier] === true ? NETWORK.typistTyped : NETWORK.typed;
        const hour = NETWORK.shiftStarts[place] ?? 0;
        return {
          id: `shift-${day}-${cashier}`,
          cashier,
          restaurant,
          till,
          opensAt: day * DAY + hour * 60 * MINUTE,
          typed: isBroken ? NETWORK.brokenTyped : usual,
          offlineHour: this.happens(NETWORK.offlineShifts) ? hour + this.whole([1, NETWORK.shiftHours - 2]) : -1,
        };
      });
    });
  }

  /** Checks of passing guests, regulars of the cashier, and the small work of a shift. */
  private work(shift: Shift): void {
    for (let left = this.whole(NETWORK.checksOfShift); left > 0; left -= 1) {
      const at = this.momentOf(shift);
      const guest = this.happens(NETWORK.guestShare) ? this.passingGuest(shift.restaurant) : null;
      const redeemed = guest !== null && this.happens(NETWORK.redeems) ? this.whole([50, 600]) : 0;
      const hasReceipt = !this.happens(NETWORK.withoutReceipt);
      const sale = this.sell(shift, { guest, at, redeemed, hasReceipt });
      if (guest === null && this.happens(NETWORK.attached)) {
        this.attach(shift, sale, this.passingGuest(shift.restaurant), this.even(NETWORK.attachedAfter));
      }
      if (this.happens(NETWORK.refunds)) this.refund(shift, sale, this.even(NETWORK.refundedAfterMinutes) * MINUTE);
    }
    if (this.happens(NETWORK.manual))
      this.credit(shift, this.passingGuest(shift.restaurant), this.oneOf(NETWORK.manualPoints));
    for (const { id, types, paysCash } of this.regulars[shift.cashier] ?? []) {
      if (!this.happens(GUESTS.regularComes)) continue;
      const luck = this.chance();
      const visits = luck < GUESTS.regularThrice ? 3 : luck < GUESTS.regularThrice + GUESTS.regularTwice ? 2 : 1;
      // Meals: each in its own part of the shift.
      const part = NETWORK.shiftHours / 3;
      const first = this.whole([0, 3 - visits]);
      for (let visit = first; visit < first + visits; visit += 1) {
        const at = shift.opensAt + (visit + this.even([0.2, 0.8])) * part * 60 * MINUTE;
        this.sell(shift, { guest: id, at, isTyped: types, isCash: paysCash });
      }
    }
  }

  private visitTogether(restaurant: number, day: number): void {
    for (let office = 0; office < GUESTS.officesOfRestaurant; office += 1) {
      if (!this.happens(GUESTS.officeComes)) continue;
      const shift = this.shiftIn(restaurant, 12);
      const start = day * DAY + this.even([12, 13.5]) * 60 * MINUTE;
      const isTyped = this.happens(GUESTS.officeTypes);
      const within = this.even(GUESTS.officeMinutes) * MINUTE;
      for (let left = this.whole(GUESTS.officeChecks); left > 0; left -= 1)
        this.sell(shift, { guest: `office-${restaurant}-${office}`, at: start + this.chance() * within, isTyped });
    }
    if (this.happens(GUESTS.evenParties)) {
      const shift = this.shiftIn(restaurant, 18);
      const guest = this.passingGuest(restaurant);
      const payable = this.whole(GUESTS.evenPartyMoney);
      const at = this.momentOf(shift);
      for (let left = this.whole(GUESTS.evenPartyChecks); left > 0; left -= 1)
        this.sell(shift, { guest, at: at + left * 2 * MINUTE, payable });
    }
  }

  private visitAlone(day: number): void {
    const times = (share: number): number => this.times(this.size.guests * share);
    for (let left = times(NETWORK.hops); left > 0; left -= 1) {
      const first = this.oneOf(this.shifts);
      const guest = this.passingGuest(first.restaurant);
      const at = this.momentOf(first);
      this.sell(first, { guest, at });
      this.spendElsewhere(first.restaurant, guest, at + this.even([12, 58]) * MINUTE, null);
    }
    for (let left = times(GUESTS.families * GUESTS.familyVisitsADay); left > 0; left -= 1) {
      const guest = `family-${this.whole([0, this.size.guests * GUESTS.families - 1])}`;
      const shift = this.oneOf(this.shifts);
      const at = this.momentOf(shift);
      this.sell(shift, { guest, at, isTyped: this.happens(GUESTS.familyTypes) });
      if (!this.happens(GUESTS.familyApart)) continue;
      const other = this.shiftIn(this.otherThan(shift.restaurant), hourOf(at));
      this.sell(other, { guest, at: at + this.even([-40, 40]) * MINUTE, isTyped: this.happens(GUESTS.familyTypes) });
    }
    for (let left = times(GUESTS.merges / 365); left > 0; left -= 1) {
      const guest = `guest-${this.whole([0, this.size.guests - 1])}`;
      const shift = this.oneOf(this.shifts);
      this.merge(shift, guest, this.momentOf(shift));
      if (this.happens(GUESTS.mergesAgain)) this.merge(shift, guest, this.momentOf(shift) + this.whole([1, 30]) * DAY);
    }
    for (let left = times(GUESTS.refers / 365); left > 0; left -= 1) {
      const shift = this.oneOf(this.shifts);
      this.refer(shift, this.passingGuest(shift.restaurant), `friend-${day}-${left}`, this.momentOf(shift));
    }
    for (let left = times(GUESTS.enthusiasts / 365); left > 0; left -= 1) {
      const shift = this.oneOf(this.shifts);
      const guest = this.passingGuest(shift.restaurant);
      for (let friend = this.whole(GUESTS.enthusiastFriends); friend > 0; friend -= 1) {
        const at = this.momentOf(shift) + this.whole([0, 30]) * DAY;
        this.refer(shift, guest, `fan-${day}-${left}-${friend}`, at);
      }
    }
  }

  private defraud(episode: PlannedEpisode, number: number, day: number): void {
    if (episode.kind !== 'REFERRAL_STAR') return this.defraudBy(episode, number, day);
    const { chance } = this;
    this.chance = this.chanceOfStars;
    this.defraudBy(episode, number, day);
    this.chance = chance;
  }

  private defraudBy(episode: PlannedEpisode, number: number, day: number): void {
    const own = this.shifts.find(({ cashier }) => cashier === episode.cashier);
    const account = (): string => this.oneOf(episode.accounts);
    const isWeekly = (range: Range, days: number): boolean => this.happens(this.whole(range) / days);
    const theft = (shift: Shift, more: Partial<Check> = {}): ActFact =>
      this.sell(
        shift,
        {
          guest: account(),
          at: this.momentOf(shift),
          isCash: this.happens(FRAUD.strangersCash),
          isTyped: this.happens(FRAUD.ownCardTyped),
          ...more,
        },
        number,
      );
    switch (episode.kind) {
      case 'OWN_CARD': {
        if (own === undefined || !this.happens(FRAUD.shifts)) return;
        for (let left = this.whole(FRAUD.ownCardChecks); left > 0; left -= 1) theft(own);
        return;
      }
      case 'ATTACHED_LATER': {
        if (own === undefined || !this.happens(FRAUD.shifts)) return;
        for (let left = this.whole(FRAUD.attachedChecks); left > 0; left -= 1) {
          const check = theft(own, { guest: null });
          this.attach(own, check, account(), this.even(FRAUD.attachedAfter), number);
        }
        return;
      }
      case 'FRIENDS_TYPED': {
        if (own === undefined || !this.happens(FRAUD.shifts)) return;
        for (let left = this.whole(FRAUD.friendsChecks); left > 0; left -= 1) theft(own, { isTyped: true });
        return;
      }
      case 'MANUAL_UNDER_LIMIT': {
        if (own === undefined || !isWeekly(FRAUD.manualAWeek, SHIFTS_A_WEEK)) return;
        this.credit(own, account(), Math.floor(NETWORK.manualLimit * this.even(FRAUD.manualOfLimit)), number);
        return;
      }
      case 'SPLIT_UNDER_LIMIT': {
        if (own === undefined || !isWeekly(FRAUD.splitsAWeek, SHIFTS_A_WEEK)) return;
        const at = this.momentOf(own);
        const within = this.even(FRAUD.splitMinutes) * MINUTE;
        for (let left = this.whole(FRAUD.splitChecks); left > 0; left -= 1) {
          const payable = Math.floor(NETWORK.checkLimit * this.even(FRAUD.splitOfLimit));
          theft(own, { at: at + this.chance() * within, payable });
        }
        return;
      }
      case 'REFUND_AFTER_SPENDING': {
        if (!isWeekly(FRAUD.refundsAWeek, WEEK_DAYS)) return;
        const shift = this.shiftIn(restaurantOf(episode.cashier), 12);
        const step = (): number => this.even(FRAUD.refundStepHours) * 60 * MINUTE;
        const sale = theft(shift, { payable: this.whole(FRAUD.refundedCheck) });
        const spentAt = sale.occurredAt + step();
        this.sell(shift, { guest: sale.guestId, at: spentAt, redeemed: sale.earned }, number);
        this.refund(shift, sale, spentAt - sale.occurredAt + step(), number);
        return;
      }
      case 'SPENT_ELSEWHERE': {
        if (own === undefined || !isWeekly(FRAUD.loadsAWeek, SHIFTS_A_WEEK)) return;
        const load = theft(own);
        const at = load.occurredAt + this.even(FRAUD.loadedThenSpent) * MINUTE;
        this.spendElsewhere(own.restaurant, load.guestId ?? '', at, number);
        return;
      }
      case 'REFERRAL_RING': {
        if (day !== episode.from) return;
        episode.accounts.forEach((guest, index) => {
          const shift = this.shiftIn(restaurantOf(episode.cashier), 12);
          const friend = episode.accounts[(index + 1) % episode.accounts.length] ?? '';
          const last = index === episode.accounts.length - 1;
          const after = last ? episode.to - episode.from : this.whole([0, episode.to - episode.from]);
          this.refer(shift, guest, friend, this.momentOf(shift) + after * DAY, { episode: number });
        });
        return;
      }
      case 'REFERRAL_STAR': {
        const [star = '', ...friends] = episode.accounts;
        const days = episode.to - episode.from + 1;
        if (own === undefined) return;
        friends.forEach((friend, index) => {
          // Each comes on the first shift from a day of its own on.
          const due = episode.from + Math.floor((index * days) / friends.length);
          const isDone = this.brought.has(friend);
          if (isDone || day < due) return;
          this.brought.add(friend);
          const isCash = this.happens(FRAUD.strangersCash);
          const isTyped = this.happens(FRAUD.ownCardTyped);
          this.refer(own, star, friend, this.momentOf(own), { episode: number, isCash, isTyped });
        });
        return;
      }
    }
  }

  private sell(shift: Shift, check: Check, episode: number | null = null): ActFact {
    const isCash = check.isCash ?? this.happens(NETWORK.cash);
    const isTyped = check.isTyped ?? this.happens(shift.typed);
    const payable = check.payable ?? this.whole(NETWORK.check);
    const isOffline = hourOf(check.at) === shift.offlineHour;
    return this.keep(
      shift,
      {
        kind: 'SALE',
        occurredAt: check.at,
        guestId: check.guest,
        payable,
        isCash,
        isOffline,
        acceptedAt: check.at + (isOffline ? 60 * MINUTE : 0),
        identifiedBy: check.guest === null ? null : isTyped ? 'PHONE' : this.happens(0.5) ? 'QR' : 'CARD',
        earned: check.guest === null ? 0 : Math.floor(payable * NETWORK.pointsOfMoney),
        redeemed: check.redeemed ?? 0,
        hasReceipt: check.hasReceipt ?? true,
      },
      episode,
    );
  }

  private attach(shift: Shift, check: ActFact, guestId: string, minutes: number, episode: number | null = null): void {
    const { occurredAt, payable, isCash, id } = check;
    this.keep(
      shift,
      {
        kind: 'ATTACH',
        occurredAt,
        acceptedAt: check.acceptedAt + minutes * MINUTE,
        guestId,
        payable,
        isCash,
        earned: Math.floor(payable * NETWORK.pointsOfMoney),
        relatedId: id,
        relatedAt: occurredAt,
        identifiedBy: this.happens(0.5) ? 'PHONE' : 'CARD',
      },
      episode,
    );
  }

  private refund(shift: Shift, sale: ActFact, afterMs: number, episode: number | null = null): void {
    const { guestId, payable, earned, redeemed, isCash, id, occurredAt } = sale;
    const at = occurredAt + afterMs;
    const more = { guestId, payable, earned, redeemed, isCash, relatedId: id, relatedAt: occurredAt };
    this.keep(shift, { kind: 'REFUND', occurredAt: at, acceptedAt: at, ...more }, episode);
  }

  private credit(shift: Shift, guestId: string, credited: number, episode: number | null = null): void {
    const at = this.momentOf(shift);
    this.keep(shift, { kind: 'MANUAL', occurredAt: at, acceptedAt: at, guestId, credited, hasReceipt: false }, episode);
  }

  private merge(shift: Shift, guestId: string, at: number): void {
    const credited = this.whole([0, 600]);
    const friendId = `lost-${this.acts}`;
    this.keep(shift, { kind: 'MERGE', occurredAt: at, acceptedAt: at, guestId, friendId, credited }, null);
  }

  private refer(
    shift: Shift,
    guestId: string,
    friendId: string,
    at: number,
    { episode = null, ...more }: Partial<Check> & { readonly episode?: number | null } = {},
  ): void {
    const { isCash, identifiedBy } = this.sell(shift, { guest: friendId, at: at - MINUTE, ...more }, episode);
    const brought = { kind: 'REFERRAL', guestId, friendId, isCash, identifiedBy } as const;
    this.keep(shift, { ...brought, occurredAt: at, acceptedAt: at }, episode);
  }

  private spendElsewhere(restaurant: number, guest: string, at: number, episode: number | null): void {
    const shift = this.shiftIn(this.otherThan(restaurant), hourOf(at));
    this.sell(shift, { guest, at, redeemed: this.whole([100, 1_000]) }, episode);
  }

  private keep(shift: Shift, act: Partial<ActFact>, episode: number | null): ActFact {
    this.acts += 1;
    const occurredAt = Math.floor(act.occurredAt ?? shift.opensAt);
    const acceptedAt = Math.floor(act.acceptedAt ?? occurredAt);
    const day = dayOf(acceptedAt);
    // One object literal, so that all acts share one hidden class and are read quickly.
    const kept: ActFact = {
      id: `act-${this.acts}`,
      kind: act.kind ?? 'SALE',
      occurredAt,
      acceptedAt,
      day: dayOf(occurredAt),
      hour: hourOf(occurredAt),
      restaurantId: `restaurant-${shift.restaurant}`,
      pointOfSaleId: shift.till,
      shiftId: shift.id,
      cashierId: `cashier-${shift.cashier}`,
      guestId: act.guestId ?? null,
      identifiedBy: act.identifiedBy ?? null,
      hasReceipt: act.hasReceipt ?? true,
      payable: act.payable ?? 0,
      isCash: act.isCash ?? null,
      earned: act.earned ?? 0,
      redeemed: act.redeemed ?? 0,
      credited: act.credited ?? 0,
      relatedId: act.relatedId ?? null,
      relatedAt: act.relatedAt ?? null,
      friendId: act.friendId ?? null,
      cardId: null,
      isOffline: act.isOffline ?? false,
      isClockBack: act.isClockBack ?? false,
    };
    const acts = this.later.get(day);
    if (acts === undefined) this.later.set(day, [kept]);
    else acts.push(kept);
    if (episode !== null) this.fraudulent.set(kept.id, episode);
    return kept;
  }

  /** A moment of the shift, more often in a rush hour. */
  private momentOf(shift: Shift): number {
    const opens = hourOf(shift.opensAt);
    for (;;) {
      const hour = this.whole([0, NETWORK.shiftHours - 1]);
      const isRush = NETWORK.rushHours.includes(opens + hour);
      if (isRush || this.happens(1 / NETWORK.rushWeight)) return shift.opensAt + (hour + this.chance()) * 60 * MINUTE;
    }
  }

  private passingGuest(restaurant: number): string {
    const ofRestaurant = Math.floor(this.size.guests / this.size.restaurants);
    const home = this.happens(0.8) ? restaurant : this.whole([0, this.size.restaurants - 1]);
    return `guest-${home + this.size.restaurants * this.whole([0, ofRestaurant - 1])}`;
  }

  private shiftIn(restaurant: number, hour: number): Shift {
    const [early, late] = this.shifts.filter((shift) => shift.restaurant === restaurant);
    const second = late ?? early;
    if (early === undefined || second === undefined) throw new Error(`Restaurant ${restaurant} is closed.`);
    const isBoth = hour >= hourOf(second.opensAt) && hour < hourOf(early.opensAt) + NETWORK.shiftHours;
    if (isBoth) return this.happens(0.5) ? early : second;
    return hour < hourOf(second.opensAt) ? early : second;
  }

  private otherThan(restaurant: number): number {
    return (restaurant + this.whole([1, this.size.restaurants - 1])) % this.size.restaurants;
  }

  private times(expected: number): number {
    return Math.floor(expected) + (this.happens(expected % 1) ? 1 : 0);
  }

  private happens(share: number): boolean {
    return this.chance() < share;
  }

  private even([from, to]: Range): number {
    return from + this.chance() * (to - from);
  }

  private whole(range: Range): number {
    return wholeOf(this.chance, range);
  }

  private oneOf<Value>(values: readonly Value[]): Value {
    const value = values[Math.floor(this.chance() * values.length)];
    if (value === undefined) throw new Error('There is nothing to choose from.');
    return value;
  }
}

/** Fraudulent cashiers are different people; episodes begin at any time that leaves room for them. */
function planEpisodes(chanceOfOthers: () => number, chanceOfStars: () => number, size: Size): PlannedEpisode[] {
  const free = Array.from({ length: size.restaurants * NETWORK.cashiersOfRestaurant }, (_, number) => number);
  return FRAUD_KINDS.flatMap((kind) => {
    const chance = kind === 'REFERRAL_STAR' ? chanceOfStars : chanceOfOthers;
    const drawCashier = (): number => free.splice(Math.floor(chance() * free.length), 1)[0] ?? 0;
    return Array.from({ length: Math.round(EPISODES[kind] * size.episodes) }, (_, number): PlannedEpisode => {
      const isOfGuests = kind === 'REFUND_AFTER_SPENDING' || kind === 'REFERRAL_RING';
      const drawn = Math.floor(chance() * size.restaurants * NETWORK.cashiersOfRestaurant);
      const cashier = isOfGuests ? drawn : drawCashier();
      const days = daysOf(kind, chance);
      const from = FIRST_DAY + wholeOf(chance, [30, size.days - days - 1]);
      const accounts = Array.from(
        { length: accountsOf(kind, chance) },
        (_account, index) => `${kind.toLowerCase()}-${number}-${index}`,
      );
      const subjects = isOfGuests ? accounts : [`cashier-${cashier}`, ...accounts];
      return { kind, subjects, from, to: from + days, cashier, accounts };
    });
  });
}

function daysOf(kind: FraudKind, chance: () => number): number {
  if (kind === 'REFERRAL_RING') return wholeOf(chance, FRAUD.ringDays);
  if (kind === 'REFERRAL_STAR') return wholeOf(chance, FRAUD.starDays);
  return wholeOf(chance, FRAUD.weeks) * WEEK_DAYS;
}

function accountsOf(kind: FraudKind, chance: () => number): number {
  switch (kind) {
    case 'ATTACHED_LATER':
      return wholeOf(chance, FRAUD.attachedAccounts);
    case 'FRIENDS_TYPED':
      return wholeOf(chance, FRAUD.friends);
    case 'SPENT_ELSEWHERE':
      return wholeOf(chance, FRAUD.loadedCards);
    case 'REFERRAL_RING':
      return wholeOf(chance, FRAUD.ringAccounts);
    case 'REFERRAL_STAR':
      return 1 + wholeOf(chance, FRAUD.starFriends);
    case 'MANUAL_UNDER_LIMIT':
      return MANUAL_ACCOUNTS;
    default:
      return 1;
  }
}

const restaurantOf = (cashier: number): number => Math.floor(cashier / NETWORK.cashiersOfRestaurant);
const dayOf = (at: number): number => Math.floor(at / DAY);
const hourOf = (at: number): number => Math.floor((at % DAY) / (60 * MINUTE));

function wholeOf(chance: () => number, [from, to]: Range): number {
  return from + Math.floor(chance() * (to - from + 1));
}

/** Mulberry32. */
function chanceOf(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
