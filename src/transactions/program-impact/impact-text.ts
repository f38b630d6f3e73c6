import type { Language } from '../../platform/http/language';
import { counted, dateText, type PluralWords, written } from '../../platform/language/figures';
import type { ImpactTally } from './impact.rules';

export interface ImpactWorth {
  readonly before: number;
  readonly after: number;
  readonly currency: string;
  readonly currencyDigits: number;
}

interface Words {
  readonly falls: (guests: number, to: string, date: string) => string;
  readonly rises: (guests: number, to: string) => string;
  readonly worth: (before: string, after: string) => string;
  readonly nobody: string;
  readonly lots: string;
}

const GUESTS: Readonly<Record<Language, PluralWords>> = {
  en: { one: 'guest', other: 'guests' },
  ru: { one: 'гость', few: 'гостя', many: 'гостей', other: 'гостя' },
};

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    falls: (guests, to, date) => `${counted(guests, GUESTS.en, 'en')} would fall to ${to} on ${date}`,
    rises: (guests, to) => `${counted(guests, GUESTS.en, 'en')} would rise to ${to} with the next purchase`,
    worth: (before, after) => `The points of all guests would be worth ${after} instead of ${before}`,
    nobody: 'No guest would fall',
    lots: 'Points that were earned keep their date',
  },
  ru: {
    falls: (guests, to, date) => `${counted(guests, GUESTS.ru, 'ru')}: уровень снизится до ${to}, ${date}`,
    rises: (guests, to) => `${counted(guests, GUESTS.ru, 'ru')}: уровень повысится до ${to} со следующей покупкой`,
    worth: (before, after) => `Баллы всех гостей будут стоить ${after} вместо ${before}`,
    nobody: 'Уровень не снизится ни у кого',
    lots: 'Уже начисленные баллы сохраняют свой срок',
  },
};

/** Who loses and gains, in sentences; the days on which most fall first. */
export function impactSentences(tally: ImpactTally, worth: ImpactWorth, language: Language): string[] {
  const words = WORDS[language];
  const money = (value: number) => `${written(value, worth.currencyDigits, language)} ${worth.currency}`;
  const falls = [...tally.falls]
    .sort((a, b) => b.guests - a.guests)
    .map(({ guests, to, day }) => words.falls(guests, to, dateText(day, language)));
  return [
    ...(falls.length === 0 ? [words.nobody] : falls),
    ...tally.rises.map(({ guests, to }) => words.rises(guests, to)),
    ...(worth.before === worth.after ? [] : [words.worth(money(worth.before), money(worth.after))]),
    words.lots,
  ];
}
