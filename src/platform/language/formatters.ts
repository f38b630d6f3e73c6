import { figures } from '../../generated/words/figures';
import type { Formatters, Language } from '../../generated/words/words';
import { dateText, moneyText, pluralForm, withoutZeros, worthText, written } from './figures';

/** So many characters of an id distinguish the things of one programme. */
const SHOWN_OF_ID = 8;

/** For texts without a currency: sums appear as figures with two decimals. */
export const FORMATTERS: Formatters = {
  number,
  value: (value, language) => (typeof value === 'number' ? number(value, language) : value),
  money: (minorUnits, language) => written(minorUnits, 2, language),
  percent: (ppm, language) => `${withoutZeros(ppm, 4, language)} %`,
  factor: (ppm, language) => withoutZeros(ppm, 6, language),
  date: dateText,
  worth: (millionths, language) => withoutZeros(millionths, 8, language),
  quantity: (milli, language) => withoutZeros(milli, 3, language),
  list: (names) => names.join(', '),
  id: (id) => id.slice(0, SHOWN_OF_ID),
  points: (count, language) => figures[language].points(FORMATTERS, { count }),
  days: (count, language) => figures[language].days(FORMATTERS, { count }),
  guests: (count, language) => figures[language].guests(FORMATTERS, { count }),
  plural: pluralForm,
};

const ofMoney = new Map<string, Map<number | undefined, Formatters>>();

/** Formatters that show sums as money of a currency. Without `digits`, the number of decimals is Intl's. */
export function formattersFor(currency: string, digits?: number): Formatters {
  const ofCurrency = ofMoney.get(currency) ?? new Map<number | undefined, Formatters>();
  const known = ofCurrency.get(digits);
  if (known !== undefined) return known;
  const made = {
    ...FORMATTERS,
    money: (minorUnits: number, language: Language) => moneyText(minorUnits, currency, language, digits),
    worth: (millionths: number, language: Language) => worthText(millionths, currency, language, digits),
  };
  ofMoney.set(currency, ofCurrency.set(digits, made));
  return made;
}

function number(value: number, language: Language): string {
  return Number.isSafeInteger(value) ? written(value, 0, language) : value.toLocaleString(language);
}
