import { moneyText } from '../../language/figures';
import type { Language } from '../../language/language';
import type { ProblemCode } from '../../problems/problem-codes';
import { faultsInEnglish } from './faults.en';
import { faultsInRussian } from './faults.ru';
import { problemsInEnglish } from './problems.en';
import { problemsInRussian } from './problems.ru';
import { type FaultReason, reasonsInRussian } from './reasons.ru';

/**
 * The words of a problem. `details` say what to do next; `{name}` stands for what lies beside the code, `{name:money}`
 * for minor units of the `currency` beside them. The first detail whose names are all there is used, so the last one
 * names nothing.
 */
export interface ProblemWords {
  readonly title: string;
  readonly details: readonly string[];
}

export type ProblemCatalogue = Readonly<Record<ProblemCode, ProblemWords>>;
export type FaultCatalogue = Readonly<Record<string, readonly string[]>>;
export type Arguments = Readonly<Record<string, unknown>>;

export const PROBLEMS: Readonly<Record<Language, ProblemCatalogue>> = { en: problemsInEnglish, ru: problemsInRussian };
export const FAULTS: Readonly<Record<Language, FaultCatalogue>> = { en: faultsInEnglish, ru: faultsInRussian };

export function problemWords(
  code: ProblemCode,
  named: Arguments,
  language: Language,
): { title: string; detail: string } {
  const words = PROBLEMS[language][code];
  return { title: words.title, detail: firstThatFits(words.details, named, language) };
}

/** The words of one fault: its `reason` where it has one, else those of its code; of a code that nobody knows "does not fit". */
export function faultWords(code: string, named: Arguments, language: Language): string {
  const { reason } = named;
  if (isReason(reason)) return language === 'ru' ? reasonsInRussian[reason] : reason;
  const known = FAULTS[language];
  return firstThatFits(known[code] ?? known['not_valid'] ?? [], named, language);
}

function isReason(value: unknown): value is FaultReason {
  return typeof value === 'string' && Object.hasOwn(reasonsInRussian, value);
}

function firstThatFits(sentences: readonly string[], named: Arguments, language: Language): string {
  const fits = sentences.find((sentence) => namesIn(sentence).every((name) => isSayable(named[name])));
  const { currency } = named;
  return (fits ?? '').replace(PLACE, (_, name: string, isMoney: string | undefined) => {
    const value = named[name];
    if (isMoney === undefined || typeof value !== 'number' || typeof currency !== 'string') return say(value, language);
    return moneyText(value, currency, language);
  });
}

const PLACE = /\{(\w+)(:money)?\}/g;

function namesIn(sentence: string): string[] {
  return [...sentence.matchAll(PLACE)].flatMap(([, name, isMoney]) =>
    isMoney === undefined ? [name as string] : [name as string, 'currency'],
  );
}

function isSayable(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function say(value: unknown, language: Language): string {
  return typeof value === 'number' ? value.toLocaleString(language) : String(value);
}
