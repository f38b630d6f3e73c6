/** The most points of a programme or of one of its rules: in a sale, a day, a week, a guest's life. */
import { dateOf } from '../basics/dates';
import { points } from '../basics/numbers';
import type { Caps } from '../act/program.types';
import { traced } from '../act/trace';
import type { CapCount, Instant, LocalDay, PriorRedemption, SaleAct, TraceEntry } from '../act/types';

export type CapPeriod = 'perDay' | 'perWeek' | 'perMonth' | 'perGuest';

/** Null: no cap. */
export type CompiledCaps = {
  readonly perSale: number | null;
  readonly periods: readonly { readonly period: CapPeriod; readonly most: number; readonly key: string }[];
  /** The rule code of the trace entry, which has the period as its argument. */
  readonly code: string;
  readonly owner: string;
};

/** Names of the counters of receipts that earn, and of receipts that points pay for. */
export const EARNING_RECEIPTS = 'earning.receipts';
export const PAID_RECEIPTS = 'redemption.receipts';

const PERIODS = ['perDay', 'perWeek', 'perMonth', 'perGuest'] as const;

export function compileCaps(
  owner: string,
  caps: (Readonly<Record<keyof Caps, number | null>> & { readonly perMonth?: number | null }) | null,
): CompiledCaps | null {
  if (caps === null) return null;
  const periods = PERIODS.flatMap((period) => {
    const most = caps[period] ?? null;
    return most === null ? [] : [{ period, most, key: `${owner}.${period}` }];
  });
  if (caps.perSale === null && periods.length === 0) return null;
  return { perSale: caps.perSale, periods, code: `${owner}.cap`, owner };
}

/** The guest's counters of caps while one act is decided. A day is the network's business day, a week begins on Monday, a month on its first day. */
export class CapMeter {
  private changed: CapCount[] | null = null;

  constructor(
    private readonly known: readonly CapCount[],
    private readonly day: LocalDay,
  ) {}

  /** Takes as many of the `wanted` points as the caps allow, but at least `least`. The trace says how many they did not allow. */
  take(caps: CompiledCaps, wanted: number, least: number, trace: TraceEntry[]): number {
    const taken = this.within(caps, wanted, least, trace);
    this.use(caps, taken);
    return taken;
  }

  /** How many of the `wanted` points the caps allow. They do not count as used yet. */
  within(caps: CompiledCaps, wanted: number, least: number, trace: TraceEntry[]): number {
    let taken = wanted;
    if (caps.perSale !== null)
      taken = this.cut(caps, 'perSale', caps.perSale, Math.max(least, caps.perSale), taken, trace);
    for (const { period, most, key } of caps.periods) {
      taken = this.cut(caps, period, most, Math.max(least, 0, most - this.usedOf(key, period)), taken, trace);
    }
    return taken;
  }

  use(caps: CompiledCaps, taken: number): void {
    for (const { period, key } of caps.periods) this.count(key, period, taken);
  }

  /** The first cap that one more use would exceed. Null: one more use is within all caps. */
  fullPeriod(caps: CompiledCaps): CapPeriod | null {
    for (const { period, most, key } of caps.periods) if (this.usedOf(key, period) >= most) return period;
    return null;
  }

  /** The first cap that one more use would exceed. Null: the use is within all caps and counts as used. */
  useOnce(caps: CompiledCaps): CapPeriod | null {
    const full = this.fullPeriod(caps);
    if (full === null) this.use(caps, 1);
    return full;
  }

  /** The counters after the act, without the periods that are over. */
  counts(): readonly CapCount[] {
    if (this.changed === null) return this.known;
    return this.changed
      .filter(({ cap, period }) => period >= startOf(periodOf(cap), this.day))
      .sort((a, b) => (a.cap < b.cap ? -1 : 1));
  }

  private cut(
    caps: CompiledCaps,
    period: CapPeriod | 'perSale',
    cap: number,
    left: number,
    wanted: number,
    trace: TraceEntry[],
  ): number {
    if (wanted <= left) return wanted;
    trace.push(traced('CAP', caps.code, wanted - left, { period, cap }));
    return left;
  }

  private usedOf(key: string, period: CapPeriod): number {
    const counts = this.changed ?? this.known;
    const found = counts.find((count) => count.cap === key);
    return found?.period === startOf(period, this.day) ? found.used : 0;
  }

  private count(key: string, period: CapPeriod, used: number): void {
    if (used === 0) return;
    const counted = { cap: key, period: startOf(period, this.day), used: points(this.usedOf(key, period) + used) };
    this.changed = [...(this.changed ?? this.known).filter((count) => count.cap !== key), counted];
  }
}

export function isFull(caps: CompiledCaps, meter: CapMeter | null): boolean {
  return meter !== null && meter.fullPeriod(caps) !== null;
}

/** The bound of a cap that has a single period. */
export function mostOf({ periods }: CompiledCaps): number {
  return periods[0]?.most ?? 0;
}

/**
 * The daily number of receipts that points may pay for, where the guest has reached it. Null: points may pay for this receipt. A receipt that points
 * paid before, a hold and a sale that a till without the server has taken are not refused, because the guest was told that the points pay.
 */
export function dayIsFullAt(
  receipts: CompiledCaps | null,
  act: Pick<SaleAct, 'prior' | 'channel' | 'occurredAt'> & { readonly hold?: SaleAct['hold'] },
  meter: CapMeter | null,
  now: Instant,
): number | null {
  if (receipts === null || act.prior !== null || (act.hold ?? null) !== null) return null;
  if (act.channel === 'OFFLINE' && act.occurredAt < now) return null;
  return isFull(receipts, meter) ? mostOf(receipts) : null;
}

/** Counts a receipt that points pay for, once. Returns whether it counts. */
export function countReceipt(
  receipts: CompiledCaps | null,
  prior: PriorRedemption | null,
  redeemed: number,
  meter: CapMeter | null,
): boolean {
  if (receipts === null || prior !== null || redeemed === 0) return false;
  meter?.use(receipts, 1);
  return true;
}

/** Gives back the owner's share of caps that a sale of business day `day` had used, in the periods of that day. */
export function freeCaps(
  counts: readonly CapCount[],
  owner: string,
  day: LocalDay,
  freed: number,
): readonly CapCount[] {
  if (freed === 0) return counts;
  return counts.map((count) => {
    const period = periodOf(count.cap);
    if (count.cap !== `${owner}.${period}` || count.period !== startOf(period, day)) return count;
    return { ...count, used: points(Math.max(0, count.used - freed)) };
  });
}

function periodOf(cap: string): CapPeriod {
  return PERIODS.find((period) => cap.endsWith(period)) ?? 'perGuest';
}

/** The day on which a period begins; 0 for a guest's whole life. */
function startOf(period: CapPeriod, day: LocalDay): LocalDay {
  if (period === 'perGuest') return 0;
  if (period === 'perMonth') return day - dateOf(day).day + 1;
  // 1970-01-01 was a Thursday.
  return period === 'perDay' ? day : day - ((day + 3) % 7);
}
