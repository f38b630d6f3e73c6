import { canonicalJson } from '../../platform/http/canonical-json';
import type { EpochRow, ShownDraw } from './wheel.sql';
import { type Odds, ODDS_VERSION, type OddsPrize } from './wheel-draw.rules';

/** The text of odds that is hashed and published: JSON with sorted names (RFC 8785), and the version of its form. */
export function textOfOdds(odds: Odds): string {
  return canonicalJson({ version: ODDS_VERSION, ...odds });
}

/** Reads a text that `textOfOdds` made. */
export function oddsOf({ odds }: Pick<EpochRow | ShownDraw, 'odds'>): Odds {
  return JSON.parse(odds) as Odds;
}

export function fallbackOf({ prizes }: Odds): OddsPrize {
  const fallback = prizes.find(({ isFallback }) => isFallback);
  if (fallback === undefined) throw new Error('odds without a fallback');
  return fallback;
}

/** @param number the place of a prize, from 1 */
export function prizeAt({ prizes }: Odds, number: number): OddsPrize {
  const prize = prizes.find((one) => one.number === number);
  if (prize === undefined) throw new Error(`the odds have no prize ${String(number)}`);
  return prize;
}
