/**
 * Points that end, lived through one calendar day after another: lots are bags of points with the date of their last
 * day, written as people write dates, and nothing of the decision's own is used.
 */

export type OracleExpiry =
  | { readonly kind: 'DAYS' | 'MONTHS'; readonly count: number }
  | { readonly kind: 'INACTIVITY'; readonly unit: 'DAYS' | 'MONTHS'; readonly count: number }
  | { readonly kind: 'YEARLY'; readonly month: number; readonly day: number; readonly afterMonths: number }
  | { readonly kind: 'NEVER' };

type Bag = {
  readonly id: string;
  /** The end with which the lot was opened; null: never; `SILENCE`: with the guest's inactivity. */
  readonly opened: string | null;
  free: number;
  held: number;
  last: string | null;
  warned: boolean;
  extensions: number;
};
type Part = { readonly id: string; readonly opened: string | null; readonly points: number };

const SILENCE = '9999-12-31';
const FOREVER = '~';

export function plusDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

function plusMonths(date: string, months: number): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const longest = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, longest));
  return first.toISOString().slice(0, 10);
}

function lasts(rule: { unit: 'DAYS' | 'MONTHS'; count: number }, date: string): string {
  return rule.unit === 'DAYS' ? plusDays(date, rule.count) : plusMonths(date, rule.count);
}

export class ExpiryOracle {
  bags: Bag[] = [];
  debt = 0;
  expired = 0;
  unwarned = 0;
  extensions = 0;
  readonly holds: { readonly id: string; readonly until: string; readonly parts: readonly Part[] }[] = [];
  private readonly earned = new Map<string, number>();
  private readonly expiredOf = new Map<string, number>();
  private readonly spent = new Map<string, readonly Part[]>();
  /** State of the points that end with the guest's inactivity. */
  private silence: { last: string; warned: boolean; extensions: number } | null = null;

  constructor(
    private readonly expiry: OracleExpiry,
    private readonly warns: boolean,
    public today: string,
  ) {}

  get available(): number {
    return this.bags.reduce((sum, bag) => sum + bag.free, 0);
  }

  /** The night: today's holds end, and then today's points. */
  sleep(): void {
    for (const hold of [...this.holds]) if (hold.until <= this.today) this.letGo(hold.id);
    this.today = plusDays(this.today, 1);
    this.end(this.bags.filter((bag) => bag.free > 0 && this.lastOf(bag) < this.today));
  }

  sell(id: string, points: number): void {
    this.earned.set(id, points);
    if (this.expiry.kind === 'INACTIVITY') this.live();
    this.comeIn(id, this.openedToday(), points);
  }

  /** Points with a last day of their own. */
  give(id: string, points: number, last: string): void {
    if (this.expiry.kind === 'INACTIVITY') this.live();
    this.comeIn(id, last, points);
  }

  redeem(id: string, points: number): void {
    if (this.expiry.kind === 'INACTIVITY') this.live();
    this.spent.set(id, this.take(points));
  }

  hold(id: string, points: number, until: string): void {
    const parts = this.take(points);
    for (const part of parts) this.bagOf(part).held += part.points;
    this.holds.push({ id, until, parts });
  }

  letGo(id: string): void {
    const at = this.holds.findIndex((hold) => hold.id === id);
    const [hold] = this.holds.splice(at, 1);
    for (const part of hold?.parts ?? []) {
      const bag = this.bagOf(part);
      bag.held -= part.points;
      if (this.lastOf(bag) < this.today && !this.livesOn(bag)) this.expire(bag, part.points);
      else bag.free += part.points;
    }
    for (let late = this.late(); late.length > 0; late = this.late()) this.end(late);
    this.tidy();
  }

  warn(days: number): void {
    for (const bag of this.bags) {
      if (this.lastOf(bag) > plusDays(this.today, days)) continue;
      if (bag.opened === SILENCE && this.silence !== null) this.silence.warned = true;
      else bag.warned = true;
    }
  }

  refundSale(id: string): void {
    let due = this.earned.get(id) ?? 0;
    for (const bag of this.inOrder().filter((one) => one.id === id)) due -= this.drain(bag, due);
    due -= Math.min(due, this.expiredOf.get(id) ?? 0);
    for (const bag of this.inOrder().filter((one) => one.id !== id)) due -= this.drain(bag, due);
    this.debt += due;
    this.tidy();
  }

  refundRedemption(id: string, refundId: string): void {
    let late = 0;
    for (const part of [...(this.spent.get(id) ?? [])].reverse()) {
      const known = this.bags.find((bag) => bag.id === part.id && bag.opened === part.opened);
      const last = known === undefined ? this.lastWhenNew(part) : this.lastOf(known);
      if (last >= this.today) this.comeIn(part.id, part.opened, part.points);
      else late += part.points;
    }
    if (late > 0) this.comeIn(refundId, plusDays(this.today, 30), late);
    this.tidy();
  }

  lastOf(bag: Bag): string {
    return bag.opened === SILENCE ? (this.silence?.last ?? FOREVER) : (bag.last ?? FOREVER);
  }

  inOrder(): Bag[] {
    const key = (bag: Bag) => `${this.lastOf(bag)} ${bag.opened ?? FOREVER} ${bag.id}`;
    return [...this.bags].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  private openedToday(): string | null {
    const { expiry, today } = this;
    if (expiry.kind === 'NEVER') return null;
    if (expiry.kind === 'INACTIVITY') return SILENCE;
    if (expiry.kind !== 'YEARLY') return lasts({ unit: expiry.kind, count: expiry.count }, today);
    // The first day of the year's date on which the points are old enough, found by going there day by day.
    const oldEnough = plusMonths(today, expiry.afterMonths);
    let date = oldEnough;
    while (!this.isTheDay(date, expiry)) date = plusDays(date, 1);
    return date;
  }

  private isTheDay(date: string, { month, day }: Extract<OracleExpiry, { kind: 'YEARLY' }>): boolean {
    const [, m, d] = date.split('-').map(Number);
    const isLastOfMonth = plusDays(date, 1).slice(8) === '01';
    return m === month && (d === day || (isLastOfMonth && Number(d) < day));
  }

  private lastWhenNew(part: Part): string {
    return part.opened === SILENCE ? (this.silence?.last ?? FOREVER) : (part.opened ?? FOREVER);
  }

  private live(): void {
    if (this.expiry.kind !== 'INACTIVITY') return;
    const last = lasts(this.expiry, this.today);
    if (this.silence === null || last > this.silence.last) this.silence = { last, warned: false, extensions: 0 };
  }

  private comeIn(id: string, opened: string | null, points: number): void {
    const settled = Math.min(points, this.debt);
    this.debt -= settled;
    const known = this.bags.find((bag) => bag.id === id && bag.opened === opened);
    if (known !== undefined) known.free += points - settled;
    else if (points > settled)
      this.bags.push({ id, opened, free: points - settled, held: 0, last: opened, warned: false, extensions: 0 });
  }

  private take(points: number): Part[] {
    let left = points;
    const parts: Part[] = [];
    for (const bag of this.inOrder()) {
      const some = this.drain(bag, left);
      if (some > 0) parts.push({ id: bag.id, opened: bag.opened, points: some });
      left -= some;
    }
    return parts;
  }

  private drain(bag: Bag, most: number): number {
    const some = Math.min(bag.free, most);
    bag.free -= some;
    return some;
  }

  private bagOf(part: Part): Bag {
    return this.bags.find((bag) => bag.id === part.id && bag.opened === part.opened) as Bag;
  }

  private livesOn(bag: Bag): boolean {
    const { warned, extensions } = bag.opened === SILENCE && this.silence !== null ? this.silence : bag;
    return this.warns && !warned && extensions < 3;
  }

  private late(): Bag[] {
    return this.bags.filter((bag) => bag.free > 0 && this.lastOf(bag) < this.today);
  }

  private end(bags: readonly Bag[]): void {
    const silent = bags.some((bag) => bag.opened === SILENCE && this.livesOn(bag));
    for (const bag of bags) {
      if (this.livesOn(bag)) {
        if (bag.opened === SILENCE) continue;
        bag.last = plusDays(String(bag.last), 30);
        bag.extensions += 1;
        this.extensions += 1;
      } else {
        const warned = bag.opened === SILENCE ? this.silence?.warned === true : bag.warned;
        if (this.warns && !warned) this.unwarned += bag.free;
        this.expire(bag, bag.free);
        bag.free = 0;
      }
    }
    if (silent && this.silence !== null) {
      this.extensions += 1;
      this.silence = { last: plusDays(this.silence.last, 30), warned: false, extensions: this.silence.extensions + 1 };
    }
    this.tidy();
  }

  private expire(bag: Bag, points: number): void {
    this.expired += points;
    this.expiredOf.set(bag.id, (this.expiredOf.get(bag.id) ?? 0) + points);
  }

  private tidy(): void {
    this.bags = this.bags.filter((bag) => bag.free + bag.held > 0);
  }
}
