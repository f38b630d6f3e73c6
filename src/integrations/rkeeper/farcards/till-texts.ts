import { messages } from '../../../generated/words/messages';
import type { NetworkProfile } from '../../../configuration';
import { renderProblem } from '../../../platform/http/problem.renderer';
import { FORMATTERS } from '../../../platform/language/formatters';
import { ProblemError } from '../../../platform/problems/problem';

/** The most characters that FarCards shows. */
const MAX_TEXT = 255;

type PlainText =
  | 'kept'
  | 'blocked'
  | 'emailUnknown'
  | 'noImage'
  | 'unavailable'
  | 'manyGuests'
  | 'guestUnknown'
  | 'notMapped'
  | 'mixedSigns'
  | 'notWholePoints'
  | 'otherRestaurant'
  | 'cancelled'
  | 'reopened'
  | 'originalUnknown';

/** A text for the cashier in the network's language. */
export function plainText({ locale }: Pick<NetworkProfile, 'locale'>, name: PlainText): string {
  return messages[locale][`till.${name}`](FORMATTERS, {}).slice(0, MAX_TEXT);
}

export function balanceTexts(
  { locale }: Pick<NetworkProfile, 'locale'>,
  { points, tier }: { readonly points: number; readonly tier: string | null },
): { readonly screen: string; readonly print: string } {
  const words = messages[locale];
  return {
    screen: words['till.screen'](FORMATTERS, { tier: tier ?? 'none', n: points }).slice(0, MAX_TEXT),
    print: words['till.print'](FORMATTERS, { count: points }).slice(0, MAX_TEXT),
  };
}

/** The API's words for why the business refused. */
export function problemText({ locale }: Pick<NetworkProfile, 'locale'>, problem: ProblemError): string {
  return renderProblem(problem, '', locale).detail.slice(0, MAX_TEXT);
}
