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

  get count(): string {
    return String(this.entry.amount);
  }

  get gross(): string {
    return this.money(this.reading.amount);
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
    return written(minorUnits, this.reading.currencyDigits, this.reading.language);
  }

  private number(value: number): string {
    return written(value, 0, this.reading.language);
  }

  private plural(count: number, words: PluralWords): string {
    return words[pluralForm(count, this.reading.language)] ?? words.other;
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

/** How a language writes figures, as Intl knows it; asking Intl for each figure cost as much as the decision itself. */
const marksOf = remembered((language: TraceLanguage) => {
  const parts = new Intl.NumberFormat(language).formatToParts(-1_000.5);
  const mark = (type: 'minusSign' | 'group' | 'decimal'): string =>
    parts.find((part) => part.type === type)?.value ?? '';
  return { minus: mark('minusSign'), group: mark('group'), decimal: mark('decimal') };
});

/** `value` ÷ 10^digits with all its digits, without ever being a float. */
export function written(value: number, digits: number, language: TraceLanguage): string {
  const { minus, group, decimal } = marksOf(language);
  const figures = String(Math.abs(value)).padStart(digits + 1, '0');
  const point = figures.length - digits;
  let text = digits === 0 ? '' : decimal + figures.slice(point);
  for (let end = point; end > 0; end -= 3) {
    text = figures.slice(Math.max(0, end - 3), end) + (end === point ? '' : group) + text;
  }
  return value < 0 ? minus + text : text;
}

/** The same without the zeros that end its fraction. */
export function withoutZeros(value: number, digits: number, language: TraceLanguage): string {
  let [whole, left] = [value, digits];
  while (left > 0 && whole % 10 === 0) [whole, left] = [whole / 10, left - 1];
  return written(whole, left, language);
}

const SMALL_COUNT = 1_000;

function pluralForm(count: number, language: TraceLanguage): Intl.LDMLPluralRule {
  return smallForms(language)[count] ?? pluralRules(language).select(count);
}

const smallForms = remembered((language: TraceLanguage) =>
  Array.from({ length: SMALL_COUNT }, (_, count) => pluralRules(language).select(count)),
);
const pluralRules = remembered((language: TraceLanguage) => new Intl.PluralRules(language));
const dateFormat = remembered(
  (language: TraceLanguage) => new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }),
);

/** What is costly to make and the same for all who read a language. */
function remembered<T>(make: (language: TraceLanguage) => T): (language: TraceLanguage) => T {
  const known: Partial<Record<TraceLanguage, T>> = {};
  return (language) => (known[language] ??= make(language));
}
