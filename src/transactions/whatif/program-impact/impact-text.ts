import type { Language } from '../../../platform/language/language';
import { counted, dateText, moneyText, type PluralWords } from '../../../platform/language/figures';
import type { ImpactFigures } from './impact.rules';

const DAY_MS = 86_400_000;

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
export function impactSentences(
  { falls: fallen, rises, points }: ImpactFigures,
  currencyDigits: number,
  language: Language,
): string[] {
  const words = WORDS[language];
  const money = (value: number) => moneyText(value, points.currency, language, currencyDigits);
  const falls = byEnd(fallen)
    .sort((a, b) => b.guests - a.guests)
    .map(({ guests, to, on }) => words.falls(guests, to, dateText(Date.parse(on) / DAY_MS, language)));
  return [
    ...(falls.length === 0 ? [words.nobody] : falls),
    ...rises.map(({ guests, to }) => words.rises(guests, to)),
    ...(points.worthBefore === points.worthAfter
      ? []
      : [words.worth(money(points.worthBefore), money(points.worthAfter))]),
    words.lots,
  ];
}

/** Of which tier they were does not matter to a sentence that says where they come to, and when. */
function byEnd(falls: ImpactFigures['falls']): { readonly to: string; readonly on: string; readonly guests: number }[] {
  const ends = new Map<string, { to: string; on: string; guests: number }>();
  for (const { to, on, guests } of falls) {
    const key = `${on} ${to}`;
    ends.set(key, { to, on, guests: guests + (ends.get(key)?.guests ?? 0) });
  }
  return [...ends.values()];
}
