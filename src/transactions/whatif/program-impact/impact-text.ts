import type { Language } from '../../../platform/language/language';
import { counted, dateText, moneyText, type PluralWords } from '../../../platform/language/figures';
import type { ImpactFigures, YearOfGuests } from './impact.rules';

const DAY_MS = 86_400_000;

interface Words {
  readonly concerned: (guests: number) => string;
  readonly noChange: string;
  readonly year: (guests: number, value: string, isLoss: boolean) => string;
  readonly part: (part: YearPart) => string;
  readonly falls: (guests: number, to: string, date: string) => string;
  readonly rises: (guests: number, to: string) => string;
  readonly worth: (before: string, after: string) => string;
  readonly nobody: string;
  readonly lots: string;
}

/** One part of a year's change; `isMore`: more than without the change. */
interface YearPart {
  readonly of: 'discount' | 'earned' | 'expired';
  readonly isMore: boolean;
  /** Money, or points with their noun. */
  readonly figure: string;
}

const GUESTS: Readonly<Record<Language, PluralWords>> = {
  en: { one: 'guest', other: 'guests' },
  ru: { one: 'гость', few: 'гостя', many: 'гостей', other: 'гостя' },
};

const POINTS: Readonly<Record<Language, PluralWords>> = {
  en: { one: 'point', other: 'points' },
  ru: { one: 'балл', few: 'балла', many: 'баллов', other: 'балла' },
};

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    concerned: (guests) => `${counted(guests, GUESTS.en, 'en')} would get different terms`,
    noChange: 'No guest would get different terms',
    year: (guests, value, isLoss) =>
      `${counted(guests, GUESTS.en, 'en')} would ${isLoss ? 'lose' : 'gain'} ${value} in a year`,
    part: ({ of, isMore, figure }) =>
      ({
        discount: `discounts ${isMore ? 'up' : 'down'} by ${figure}`,
        earned: `${figure} ${isMore ? 'more' : 'fewer'} earned`,
        expired: `${figure} ${isMore ? 'more' : 'fewer'} expired`,
      })[of],
    falls: (guests, to, date) => `${counted(guests, GUESTS.en, 'en')} would fall to ${to} on ${date}`,
    rises: (guests, to) => `${counted(guests, GUESTS.en, 'en')} would rise to ${to} with the next purchase`,
    worth: (before, after) => `The points of all guests would be worth ${after} instead of ${before}`,
    nobody: 'No guest would fall',
    lots: 'Points that were earned keep their date',
  },
  ru: {
    concerned: (guests) => `Условия изменятся: ${counted(guests, GUESTS.ru, 'ru')}`,
    noChange: 'Условия не изменятся ни у кого',
    year: (guests, value, isLoss) =>
      `${isLoss ? 'Потеряют' : 'Выиграют'} за год ${value}: ${counted(guests, GUESTS.ru, 'ru')}`,
    part: ({ of, isMore, figure }) => {
      const by = `${isMore ? 'больше' : 'меньше'} на ${figure}`;
      return { discount: `скидок ${by}`, earned: `начислено ${by}`, expired: `сгорит ${by}` }[of];
    },
    falls: (guests, to, date) => `${counted(guests, GUESTS.ru, 'ru')}: уровень снизится до ${to}, ${date}`,
    rises: (guests, to) => `${counted(guests, GUESTS.ru, 'ru')}: уровень повысится до ${to} со следующей покупкой`,
    worth: (before, after) => `Баллы всех гостей будут стоить ${after} вместо ${before}`,
    nobody: 'Уровень не снизится ни у кого',
    lots: 'Уже начисленные баллы сохраняют свой срок',
  },
};

/** Sentences on who loses and gains; the days on which most guests fall come first. */
export function impactSentences(
  { concerned, losing, gaining, falls: fallen, rises, points }: ImpactFigures,
  currencyDigits: number,
  language: Language,
): string[] {
  const words = WORDS[language];
  const money = (value: number) => moneyText(value, points.currency, language, currencyDigits);
  const partsOf = ({ discount, earned, expired }: YearOfGuests): string[] => {
    const counts = (figure: number) => counted(Math.abs(figure), POINTS[language], language);
    return [
      ...(discount === 0
        ? []
        : [words.part({ of: 'discount', isMore: discount > 0, figure: money(Math.abs(discount)) })]),
      ...(earned === 0 ? [] : [words.part({ of: 'earned', isMore: earned > 0, figure: counts(earned) })]),
      ...(expired === 0 ? [] : [words.part({ of: 'expired', isMore: expired > 0, figure: counts(expired) })]),
    ];
  };
  const year = (part: YearOfGuests): string[] => {
    if (part.guests === 0) return [];
    const parts = partsOf(part);
    const told = words.year(part.guests, money(Math.abs(part.value)), part.value < 0);
    return [parts.length === 0 ? told : `${told} (${parts.join(', ')})`];
  };
  const falls = byEnd(fallen)
    .sort((a, b) => b.guests - a.guests)
    .map(({ guests, to, on }) => words.falls(guests, to, dateText(Date.parse(on) / DAY_MS, language)));
  return [
    concerned === 0 ? words.noChange : words.concerned(concerned),
    ...year(losing),
    ...year(gaining),
    ...(falls.length === 0 ? [words.nobody] : falls),
    ...rises.map(({ guests, to }) => words.rises(guests, to)),
    ...(points.worthBefore === points.worthAfter
      ? []
      : [words.worth(money(points.worthBefore), money(points.worthAfter))]),
    words.lots,
  ];
}

/** Groups falls by target and day, since the sentence does not name the tier before. */
function byEnd(falls: ImpactFigures['falls']): { readonly to: string; readonly on: string; readonly guests: number }[] {
  const ends = new Map<string, { to: string; on: string; guests: number }>();
  for (const { to, on, guests } of falls) {
    const key = `${on} ${to}`;
    ends.set(key, { to, on, guests: guests + (ends.get(key)?.guests ?? 0) });
  }
  return [...ends.values()];
}
