import type { TraceEntry } from '../../../decision';
import { counted, dateText, type PluralWords, withoutZeros, written } from '../../../platform/language/figures';

export type TraceLanguage = 'ru' | 'en';

/** Values that a sentence needs besides its entry. */
export type TraceReading = {
  readonly language: TraceLanguage;
  readonly currencyDigits: number;
  /** The gross amount of the act, of which a discount is a part. */
  readonly amount: number;
  /** The name of a reward in the reader's language; null, or left out: its code stands for it. */
  readonly rewardName?: ((code: string) => string | null) | undefined;
};

/** Figures of an entry as the reader's language writes them. */
export class TraceFormat {
  constructor(
    private readonly entry: TraceEntry,
    private readonly reading: TraceReading,
  ) {}

  /** `entry.amount` points, with the word in its plural form. */
  get points(): string {
    return this.pointsOf(this.entry.amount);
  }

  pointsOf(count: number): string {
    return counted(count, POINT_WORDS[this.reading.language], this.reading.language);
  }

  /** The part of the entry's rule in place of `*`: the tier's code or the rule's id. */
  get name(): string {
    return this.entry.rule.split('.')[this.entry.rule.startsWith('earning.') ? 2 : 1] ?? '';
  }

  get count(): string {
    return String(this.entry.amount);
  }

  /** The base of a discount: the whole amount, unless lines are left out. */
  get discounted(): string {
    return typeof this.entry.arguments['of'] === 'number' ? this.moneyOf('of') : this.money(this.reading.amount);
  }

  /** Names of lines: types in the reader's language, categories and items as the till calls them. */
  named(types: Readonly<Record<string, string>>): string {
    const ofTypes = this.text('types')
      .split(', ')
      .map((type) => types[type] ?? type);
    return [...ofTypes, this.text('goods')].filter((name) => name !== '').join(', ');
  }

  isOne(argument: string): boolean {
    return this.figure(argument) === 1;
  }

  get amountAsMoney(): string {
    return this.money(this.entry.amount);
  }

  /** Whether the entry gave anything at all. */
  get given(): boolean {
    return this.entry.amount > 0;
  }

  text(argument: string): string {
    return String(this.entry.arguments[argument] ?? '');
  }

  /** The name of the reward in quotes, or its code where no name is known. */
  get reward(): string {
    const code = this.text('reward');
    const name = this.reading.rewardName?.(code) ?? null;
    if (name === null) return code;
    return this.reading.language === 'ru' ? `«${name}»` : `“${name}”`;
  }

  /** The word for what an argument names; what is not among them is told as it is. */
  chosen(argument: string, words: Readonly<Record<string, string>>): string {
    const name = this.text(argument);
    return words[name] ?? name;
  }

  moneyOf(argument: string): string {
    return this.money(this.figure(argument));
  }

  numberOf(argument: string): string {
    return this.number(this.figure(argument));
  }

  /** "5 %". */
  percentOf(argument: string): string {
    return `${withoutZeros(this.figure(argument), 4, this.reading.language)} %`;
  }

  /** "1.25". */
  timesOf(argument: string): string {
    return withoutZeros(this.figure(argument), 6, this.reading.language);
  }

  pointsIn(argument: string): string {
    return this.pointsOf(this.figure(argument));
  }

  daysIn(argument: string): string {
    return counted(this.figure(argument), DAY_WORDS[this.reading.language], this.reading.language);
  }

  linesIn(argument: string): string {
    return counted(this.figure(argument), LINE_WORDS[this.reading.language], this.reading.language);
  }

  /** A local day as a date; null says nothing. */
  dateOf(argument: string): string | null {
    const day = this.entry.arguments[argument];
    if (typeof day !== 'number') return null;
    return dateText(day, this.reading.language);
  }

  has(argument: string): boolean {
    return this.figure(argument) > 0;
  }

  private figure(argument: string): number {
    const value = this.entry.arguments[argument];
    return typeof value === 'number' ? value : 0;
  }

  /** Without the sign of the currency, which stands once in the answer: the sentences are a part of the API that callers know. */
  private money(minorUnits: number): string {
    return written(minorUnits, this.reading.currencyDigits, this.reading.language);
  }

  private number(value: number): string {
    return written(value, 0, this.reading.language);
  }
}

const POINT_WORDS: Record<TraceLanguage, PluralWords> = {
  ru: { one: 'балл', few: 'балла', many: 'баллов', other: 'балла' },
  en: { one: 'point', other: 'points' },
};
const DAY_WORDS: Record<TraceLanguage, PluralWords> = {
  ru: { one: 'день', few: 'дня', many: 'дней', other: 'дня' },
  en: { one: 'day', other: 'days' },
};
const LINE_WORDS: Record<TraceLanguage, PluralWords> = {
  ru: { one: 'позиция', few: 'позиции', many: 'позиций', other: 'позиции' },
  en: { one: 'line', other: 'lines' },
};
