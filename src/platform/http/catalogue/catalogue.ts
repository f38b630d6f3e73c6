import { type FaultsArguments, faults } from '../../../generated/words/faults';
import { problems } from '../../../generated/words/problems';
import { reasons, type ReasonsArguments } from '../../../generated/words/reasons';
import type { Formatters } from '../../../generated/words/words';
import { FORMATTERS, formattersFor } from '../../language/formatters';
import type { Language } from '../../language/language';
import type { BodyFault } from '../../problems/problem';
import type { ProblemCode } from '../../problems/problem-codes';

/** A reason that tells more about a fault than its code. */
export type FaultReason = keyof ReasonsArguments;

export type Arguments = Readonly<Record<string, unknown>>;

/** The title and detail of a problem; `named` has the problem's further data. The detail says what to do next. */
export function problemWords(
  code: ProblemCode,
  named: Arguments,
  language: Language,
): { title: string; detail: string } {
  const words = problems[language];
  return { title: said(words[`${code}.title`], named), detail: said(words[`${code}.detail`], named) };
}

/** The words of one fault, by its `reason` where it has one, else by its code. An unknown code reads "does not fit". */
export function faultWords(code: string, named: Arguments, language: Language): string {
  const { reason } = named;
  if (isReason(reason)) return reasons[language][reason](FORMATTERS, {});
  return said(faults[language][isFault(code) ? code : 'not_valid'], named);
}

/** Gives a fault of a document its words in a language. */
export const wordedIn =
  (language: Language) =>
  ({ path, code, arguments: named = {} }: Omit<BodyFault, 'message'>) => ({
    path,
    code,
    message: faultWords(code, named, language),
  });

function isReason(value: unknown): value is FaultReason {
  return typeof value === 'string' && Object.hasOwn(reasons.en, value);
}

function isFault(code: string): code is keyof FaultsArguments {
  return Object.hasOwn(faults.en, code);
}

/** Every title and detail has a last variant without arguments, which also fits data that lacks some of them. */
function said(text: (f: Formatters, a: never) => string, named: Arguments): string {
  const { currency } = named;
  const figures = typeof currency === 'string' ? formattersFor(currency) : FORMATTERS;
  const sayable = Object.entries(named).filter(([, value]) => isSayable(value));
  return (text as (f: Formatters, a: Arguments) => string)(figures, Object.fromEntries(sayable));
}

/** Whether a text can contain the value. An empty list is left out, so that a variant of the text without the list is chosen. */
function isSayable(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every((one) => typeof one === 'string');
  return typeof value === 'string' || typeof value === 'number';
}
