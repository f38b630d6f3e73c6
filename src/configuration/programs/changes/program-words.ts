import {
  counted,
  moneyText,
  type PluralWords,
  withCurrency,
  withoutZeros,
  written,
} from '../../../platform/language/figures';
import type { WholeLanguage } from '../../../platform/language/language';

/** Words that sentences of a program need besides its statements. */
export interface ProgramReading {
  readonly language: WholeLanguage;
  readonly currency: string;
  readonly currencyDigits: number;
  /** Names of restaurants and tills, by id. */
  readonly places: ReadonlyMap<string, string>;
}

export type Noun = 'point' | 'day' | 'month' | 'visit' | 'time';

const NOUNS: Readonly<Record<WholeLanguage, Readonly<Record<Noun, PluralWords>>>> = {
  en: {
    point: { one: 'point', other: 'points' },
    day: { one: 'day', other: 'days' },
    month: { one: 'month', other: 'months' },
    visit: { one: 'visit', other: 'visits' },
    time: { one: 'time', other: 'times' },
  },
  ru: {
    point: { one: 'балл', few: 'балла', many: 'баллов', other: 'балла' },
    day: { one: 'день', few: 'дня', many: 'дней', other: 'дня' },
    month: { one: 'месяц', few: 'месяца', many: 'месяцев', other: 'месяца' },
    visit: { one: 'визит', few: 'визита', many: 'визитов', other: 'визита' },
    time: { one: 'раз', few: 'раза', many: 'раз', other: 'раза' },
  },
};

const MILLION_DIGITS = 6;
const PERCENT_DIGITS = 4;

/** Figures of a program as the reader's language writes them. */
export class ProgramWords {
  constructor(readonly reading: ProgramReading) {}

  /** An id that is nobody's stays what it is. */
  place(id: string): string {
    return this.reading.places.get(id) ?? id;
  }

  number(value: number): string {
    return written(value, 0, this.reading.language);
  }

  /** "£1,550.00". */
  money(minorUnits: number): string {
    const { currency, currencyDigits, language } = this.reading;
    return moneyText(minorUnits, currency, language, currencyDigits);
  }

  /** Worth in millionths of a minor unit: "£0.01". */
  worth(millionths: number): string {
    const { currency, currencyDigits, language } = this.reading;
    return withCurrency(withoutZeros(millionths, MILLION_DIGITS + currencyDigits, language), currency, language);
  }

  /** "7.5 %". */
  percent(ppm: number): string {
    return `${withoutZeros(ppm, PERCENT_DIGITS, this.reading.language)} %`;
  }

  /** "1.25". */
  times(ppm: number): string {
    return withoutZeros(ppm, MILLION_DIGITS, this.reading.language);
  }

  /** Thousandths: "0.5". */
  quantity(milli: number): string {
    return withoutZeros(milli, 3, this.reading.language);
  }

  /** "5 points". */
  count(value: number, noun: Noun): string {
    return counted(value, NOUNS[this.reading.language][noun], this.reading.language);
  }

  list(names: readonly (string | number)[]): string {
    return names.join(', ');
  }

  /** A text by language in the reader's, else in any. */
  spoken(text: Readonly<Record<string, string>>): string {
    return text[this.reading.language] ?? Object.values(text)[0] ?? '';
  }
}
