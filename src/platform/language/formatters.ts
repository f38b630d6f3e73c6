import type { Formatters, Language } from '../../generated/words/words';
import { dateText, moneyText, pluralForm, withoutZeros, written } from './figures';

/** How texts write their figures, with sums as money of one currency. */
export function formattersFor(currency: string): Formatters {
  return { ...FORMATTERS, money: (minorUnits, language) => moneyText(minorUnits, currency, language) };
}

/** For texts without a currency at hand: sums stand as figures with two decimals. */
export const FORMATTERS: Formatters = {
  number,
  value: (value, language) => (typeof value === 'number' ? number(value, language) : value),
  money: (minorUnits, language) => written(minorUnits, 2, language),
  percent: (ppm, language) => `${withoutZeros(ppm, 4, language)} %`,
  factor: (ppm, language) => withoutZeros(ppm, 6, language),
  date: dateText,
  plural: pluralForm,
};

function number(value: number, language: Language): string {
  return Number.isSafeInteger(value) ? written(value, 0, language) : value.toLocaleString(language);
}
