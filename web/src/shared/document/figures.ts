import { isMoney, type Member } from '../described/operation';
import { currencyDigits, currencySymbol } from '../format/money';
import type { Format } from '../format/use-format';

/** How a number is typed: the number of its decimals, and the sign of its unit. */
export interface Figure {
  readonly decimals: number;
  readonly sign?: string;
  /** The width of an input within a sentence. */
  readonly width: number;
}
export type FigureKind = 'whole' | 'money' | 'share' | 'times' | 'quantity' | 'worth';

const SHARE_DECIMALS = 4;
const TIMES_DECIMALS = 6;
/** The worth of a point is stored in millionths of a minor unit. */
const WORTH_DECIMALS = 6;
const QUANTITY_DECIMALS = 3;

export function figureOf(kind: FigureKind, { currency, locale }: Pick<Format, 'currency' | 'locale'>): Figure {
  switch (kind) {
    case 'whole':
      return { decimals: 0, width: 110 };
    case 'money':
      return { decimals: currencyDigits(currency), sign: currencySymbol(currency, locale), width: 150 };
    case 'share':
      return { decimals: SHARE_DECIMALS, sign: '%', width: 110 };
    case 'times':
      return { decimals: TIMES_DECIMALS, sign: '×', width: 110 };
    case 'quantity':
      return { decimals: QUANTITY_DECIMALS, width: 110 };
    case 'worth':
      return {
        decimals: WORTH_DECIMALS + currencyDigits(currency),
        sign: currencySymbol(currency, locale),
        width: 130,
      };
  }
}

/** The kind of a number, by the unit in the API document. If the API document has no unit, the member's name decides. */
export function figureKindOf(name: string, member: Member): FigureKind {
  if (isMoney(member)) return 'money';
  if (name === 'multiplierPpm') return 'times';
  if (name === 'pointValue') return 'worth';
  if (name.endsWith('Ppm')) return 'share';
  return name.endsWith('Milli') ? 'quantity' : 'whole';
}
