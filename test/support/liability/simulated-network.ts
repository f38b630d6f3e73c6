/**
 * Five years of a network that never was, guest by guest and day by day, to try a forecast on months that it has not
 * seen. It was written and committed before the forecast and is not changed to please it. It is hard on purpose:
 * guests differ in how often they come, how long they stay and how they spend points; the year has seasons; whole months
 * go better or worse together and the mood lasts; the network grows, then no longer; the earliest expiry is spent first.
 *
 * Months count from 0 (a January) and days have thirty to a month. The same seed gives the same network on any machine.
 */
interface SimulatedMovement {
  /** The month in which the points were earned. */
  readonly cohort: number;
  /** The month in which they were issued, redeemed or expired. */
  readonly month: number;
  issued: number;
  redeemed: number;
  expired: number;
}

interface SimulatedOpenPoints {
  readonly cohort: number;
  /** The month in which the points expire. */
  readonly expires: number;
  points: number;
}

export interface SimulatedNetwork {
  readonly movements: readonly SimulatedMovement[];
  /** Open points at the end of a month. */
  openAt(month: number): SimulatedOpenPoints[];
}

const SIMULATED_MONTHS = 60;

const DAYS_A_MONTH = 30;
const LIFE_DAYS = 360;
const REMINDED_DAYS = 30;
const GUESTS = 1_600;
const VISIT_SEASONS = [0.85, 0.88, 0.95, 1, 1.05, 1.1, 1.1, 1.05, 1, 1, 1.05, 1.25];
const REDEMPTION_SEASONS = [0.8, 0.9, 1, 1, 1, 1.1, 1.1, 1, 0.95, 0.95, 1.1, 1.4];
/** How much a month goes better or worse than its season, and how much of that stays in the next. */
const MOOD = { spread: 0.08, stays: 0.5 };

type Chance = () => number;

interface Lot {
  readonly cohort: number;
  readonly expiresDay: number;
  points: number;
}

interface Guest {
  readonly joins: number;
  readonly leaves: number;
  readonly visitsAMonth: number;
  readonly pointsAVisit: number;
  /** Whether the guest spends points at this visit; 0: keeps them. */
  wants(balance: number, season: number, chance: Chance): number;
  readonly heedsReminders: boolean;
}

export function simulateNetwork(seed: number): SimulatedNetwork {
  const moods = moodsOf(chanceOf(seed));
  const movements = new Map<string, SimulatedMovement>();
  const open = Array.from({ length: SIMULATED_MONTHS }, () => new Map<string, SimulatedOpenPoints>());
  const move = (cohort: number, month: number, kind: 'issued' | 'redeemed' | 'expired', points: number): void => {
    const key = `${cohort} ${month}`;
    const known = movements.get(key) ?? { cohort, month, issued: 0, redeemed: 0, expired: 0 };
    known[kind] += points;
    movements.set(key, known);
  };
  for (let number = 0; number < GUESTS; number += 1) {
    const chance = chanceOf(seed * 1_000_003 + number + 1);
    live(drawGuest(chance, number), chance, moods, move, (month, lot) => {
      const expires = Math.floor(lot.expiresDay / DAYS_A_MONTH);
      const key = `${lot.cohort} ${expires}`;
      const cells = open[month] as Map<string, SimulatedOpenPoints>;
      const known = cells.get(key) ?? { cohort: lot.cohort, expires, points: 0 };
      known.points += lot.points;
      cells.set(key, known);
    });
  }
  return {
    movements: [...movements.values()].sort((a, b) => a.month - b.month || a.cohort - b.cohort),
    openAt: (month) => [...(open[month]?.values() ?? [])].sort((a, b) => a.cohort - b.cohort || a.expires - b.expires),
  };
}

function live(
  guest: Guest,
  chance: Chance,
  moods: readonly number[],
  move: (cohort: number, month: number, kind: 'issued' | 'redeemed' | 'expired', points: number) => void,
  keep: (month: number, lot: Lot) => void,
): void {
  let lots: Lot[] = [];
  const expire = (day: number): void => {
    for (const lot of lots) {
      if (lot.expiresDay <= day) move(lot.cohort, Math.floor(lot.expiresDay / DAYS_A_MONTH), 'expired', lot.points);
    }
    lots = lots.filter((lot) => lot.expiresDay > day);
  };
  for (let month = guest.joins; month < SIMULATED_MONTHS; month += 1) {
    const season = VISIT_SEASONS[month % 12] as number;
    const visits = month < guest.leaves ? poisson(guest.visitsAMonth * season * (moods[month] as number), chance) : 0;
    const days = Array.from({ length: visits }, () => month * DAYS_A_MONTH + Math.floor(chance() * DAYS_A_MONTH));
    for (const day of days.sort((a, b) => a - b)) {
      expire(day);
      const balance = lots.reduce((sum, lot) => sum + lot.points, 0);
      let spend = Math.min(balance, guest.wants(balance, REDEMPTION_SEASONS[month % 12] as number, chance));
      const soon = lots
        .filter((lot) => lot.expiresDay - day <= REMINDED_DAYS)
        .reduce((sum, lot) => sum + lot.points, 0);
      if (guest.heedsReminders && soon > spend && chance() < 0.5) spend = soon;
      for (const lot of lots) {
        const taken = Math.min(lot.points, spend);
        if (taken === 0) break;
        lot.points -= taken;
        spend -= taken;
        move(lot.cohort, month, 'redeemed', taken);
      }
      lots = lots.filter((lot) => lot.points > 0);
      const earned = Math.max(1, Math.round(guest.pointsAVisit * Math.exp(0.5 * normal(chance))));
      move(month, month, 'issued', earned);
      lots.push({ cohort: month, expiresDay: day + LIFE_DAYS, points: earned });
    }
    expire((month + 1) * DAYS_A_MONTH - 1);
    for (const lot of lots) keep(month, lot);
  }
}

/** Half of the guests come in the first year, the others over the next four, most of them early. */
function drawGuest(chance: Chance, number: number): Guest {
  const joins = number < GUESTS / 2 ? Math.floor(chance() * 12) : 12 + Math.floor(chance() ** 1.3 * 46);
  const leavesAMonth = 0.01 + 0.1 * chance() ** 2;
  const stays = Math.ceil(Math.log(1 - chance()) / Math.log(1 - leavesAMonth));
  const common = {
    joins,
    leaves: joins + Math.max(1, stays),
    visitsAMonth: 0.2 - 1.6 * Math.log(1 - chance()),
    pointsAVisit: 60 * Math.exp(0.5 * normal(chance)),
    heedsReminders: chance() < 0.2,
  };
  const habit = chance();
  if (habit < 0.25) return { ...common, wants: () => 0 };
  if (habit < 0.7) {
    const saves = 200 + 600 * chance();
    return { ...common, wants: (balance, season, draw) => (balance >= saves && draw() < 0.6 * season ? balance : 0) };
  }
  const often = 0.05 + 0.35 * chance();
  return {
    ...common,
    wants: (balance, season, draw) =>
      balance >= 100 && draw() < often * season ? Math.ceil(balance * (0.3 + 0.7 * draw())) : 0,
  };
}

function moodsOf(chance: Chance): number[] {
  let mood = 0;
  return Array.from({ length: SIMULATED_MONTHS }, () => {
    mood = MOOD.stays * mood + MOOD.spread * normal(chance);
    return Math.exp(mood);
  });
}

function poisson(mean: number, chance: Chance): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = chance(); product > limit; product *= chance()) count += 1;
  return count;
}

function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}

/** Mulberry32: small, and the same on every machine. */
function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
