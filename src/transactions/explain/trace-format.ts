import type { TraceEntry } from '../../decision';

export type TraceLanguage = 'ru' | 'en';

/** What a sentence needs besides its entry. */
export type TraceReading = {
  readonly language: TraceLanguage;
  readonly currencyDigits: number;
  /** The gross amount of the act, of which a discount is a part. */
  readonly amount: number;
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
    return `${this.number(count)} ${this.plural(count, POINT_WORDS[this.reading.language])}`;
  }

  /** What is in place of `*` in the entry's rule: the tier's code, the rule's id. */
  get name(): string {
    return this.entry.rule.split('.')[this.entry.rule.startsWith('earning.') ? 2 : 1] ?? '';
  }

  get gross(): string {
    return this.money(this.reading.amount);
  }

  get amountAsMoney(): string {
    return this.money(this.entry.amount);
  }

  text(argument: string): string {
    return String(this.entry.arguments[argument] ?? '');
  }

  moneyOf(argument: string): string {
    return this.money(this.figure(argument));
  }

  numberOf(argument: string): string {
    return this.number(this.figure(argument));
  }

  /** "5 %". */
  percentOf(argument: string): string {
    return `${this.decimal(this.figure(argument), 4)} %`;
  }

  /** "1.25". */
  timesOf(argument: string): string {
    return this.decimal(this.figure(argument), 6);
  }

  pointsIn(argument: string): string {
    return this.pointsOf(this.figure(argument));
  }

  daysIn(argument: string): string {
    const days = this.figure(argument);
    return `${this.number(days)} ${this.plural(days, DAY_WORDS[this.reading.language])}`;
  }

  linesIn(argument: string): string {
    const lines = this.figure(argument);
    return `${this.number(lines)} ${this.plural(lines, LINE_WORDS[this.reading.language])}`;
  }

  /** A local day as a date; null says nothing. */
  dateOf(argument: string): string | null {
    const day = this.entry.arguments[argument];
    if (typeof day !== 'number') return null;
    return dateFormat(this.reading.language).format(new Date(day * DAY_MS));
  }

  has(argument: string): boolean {
    return this.figure(argument) > 0;
  }

  private figure(argument: string): number {
    const value = this.entry.arguments[argument];
    return typeof value === 'number' ? value : 0;
  }

  private money(minorUnits: number): string {
    const { currencyDigits, language } = this.reading;
    return moneyFormat(language, currencyDigits).format(decimalText(minorUnits, currencyDigits));
  }

  private number(value: number): string {
    return decimalFormat(this.reading.language, 0).format(value);
  }

  /** `value` ÷ 10^digits without ever being a float. */
  private decimal(value: number, digits: number): string {
    return decimalFormat(this.reading.language, digits).format(decimalText(value, digits));
  }

  private plural(count: number, words: PluralWords): string {
    return words[pluralRules(this.reading.language).select(count)] ?? words.other;
  }
}

type PluralWords = { readonly other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

const DAY_MS = 86_400_000;
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

function decimalText(value: number, digits: number): Intl.StringNumericLiteral {
  const figures = String(Math.abs(value)).padStart(digits + 1, '0');
  const whole = figures.slice(0, figures.length - digits);
  const sign = value < 0 ? '-' : '';
  return `${sign}${whole}.${figures.slice(figures.length - digits)}0` as Intl.StringNumericLiteral;
}

/** Formats are costly to make and the same for all. */
function remembered<Key extends unknown[], T>(make: (...key: Key) => T): (...key: Key) => T {
  const known = new Map<string, T>();
  return (...key) => {
    const name = key.join(' ');
    const format = known.get(name) ?? make(...key);
    known.set(name, format);
    return format;
  };
}

const moneyFormat = remembered(
  (locale: TraceLanguage, digits: number) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);
const decimalFormat = remembered(
  (locale: TraceLanguage, digits: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }),
);
const pluralRules = remembered((locale: TraceLanguage) => new Intl.PluralRules(locale));
const dateFormat = remembered(
  (locale: TraceLanguage) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }),
);
