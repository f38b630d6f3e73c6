import { categoryKey } from '../basics/category-key';
import { dateOf, isBirthday, isBirthdayMonth } from '../basics/dates';
import type { Calendar, Facts, GuestState, Line, SaleAct } from './types';

/** Facts of an act without rules. */
export const NOTHING_ASKED: Facts = { birthdayToday: null, birthdayMonth: null, segments: null };

const NO_LINES: readonly number[] = [];

type DecidedSoFar = {
  readonly act: SaleAct;
  readonly tier: string;
  readonly lines: readonly Line[];
  /** The amount to be paid as far as it is decided: before rewards and points, while discounts are decided. */
  readonly payable: number;
  /** The fact, if the discount has computed it already. Null: the discount did not ask. */
  readonly birthdayToday: boolean | null;
  /** The part of each line's payment that earns points. Null: the payment goes over the lines in proportion to their prices. */
  readonly earnsFrom?: readonly number[] | null;
};

/** Facts about a sale as a whole, which conditions of rules use. Each fact is computed when a condition first asks for it. */
export class SaleFacts {
  private weekdayNow: number | null = null;
  private minuteNow: number | null = null;
  private dayNow: number | null = null;
  private isBirthdayToday: boolean | null;
  private isBirthdayMonth: boolean | null = null;
  private knownSegments: readonly string[] | null = null;
  private byCategory: Map<string, number[]> | null = null;

  readonly act: SaleAct;
  readonly tier: string;
  readonly lines: readonly Line[];
  payable: number;
  earnsFrom: readonly number[] | null;

  constructor(
    { act, tier, lines, payable, birthdayToday, earnsFrom = null }: DecidedSoFar,
    private readonly guest: GuestState,
    private readonly calendar: Calendar,
  ) {
    this.act = act;
    this.tier = tier;
    this.lines = lines;
    this.payable = payable;
    this.isBirthdayToday = birthdayToday;
    this.earnsFrom = earnsFrom;
  }

  /** Sets the amounts once everything of the sale but its points is decided. */
  settle(payable: number, earnsFrom: readonly number[] | null): this {
    this.payable = payable;
    this.earnsFrom = earnsFrom;
    return this;
  }

  /** Rising indexes of the lines of a category, by its key. */
  linesOf(category: string): readonly number[] {
    if (this.byCategory === null) {
      this.byCategory = new Map();
      for (let index = 0; index < this.lines.length; index += 1) {
        const { category: named } = this.lines[index] as Line;
        if (named === null) continue;
        const key = categoryKey(named);
        const known = this.byCategory.get(key);
        if (known === undefined) this.byCategory.set(key, [index]);
        else known.push(index);
      }
    }
    return this.byCategory.get(category) ?? NO_LINES;
  }

  get weekday(): number {
    return (this.weekdayNow ??= this.calendar.weekday(this.act.occurredAt));
  }

  get minuteOfDay(): number {
    return (this.minuteNow ??= this.calendar.minuteOfDay(this.act.occurredAt));
  }

  get localDay(): number {
    return (this.dayNow ??= this.calendar.localDay(this.act.occurredAt));
  }

  get dayOfMonth(): number {
    return dateOf(this.localDay).day;
  }

  get firstSale(): boolean {
    return this.guest.counters.firstSale === null && this.payable > 0;
  }

  get birthdayToday(): boolean {
    const { birthday } = this.guest;
    return (this.isBirthdayToday ??=
      this.act.birthdayToday ?? (birthday !== null && isBirthday(birthday, this.localDay)));
  }

  get birthdayMonth(): boolean {
    const { birthday } = this.guest;
    return (this.isBirthdayMonth ??=
      this.act.birthdayMonth ?? (birthday !== null && isBirthdayMonth(birthday, this.localDay)));
  }

  get segments(): readonly string[] {
    return (this.knownSegments ??= this.act.segments ?? this.guest.segments);
  }

  /** Facts about the guest's birthday and segments that a condition asked for. They are stored with the decision. */
  get asked(): Facts {
    return {
      birthdayToday: this.isBirthdayToday,
      birthdayMonth: this.isBirthdayMonth,
      segments: this.knownSegments,
    };
  }
}
