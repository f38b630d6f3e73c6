import { FORMATTERS, formattersFor } from '../../../platform/language/formatters';
import type { Unit } from './figure';
import type { Language } from '../../../platform/language/language';

/** Shares are shown to a tenth of a percent. */
const TENTH_OF_PERCENT = 1_000;

/** The currency of the network and the language of a reader. */
export interface FigureStyle {
  readonly currency: string;
  readonly digits: number;
  readonly language: Language;
}

/** The value of a figure in a message. */
export function valueText(kind: Unit, value: number, { currency, digits, language }: FigureStyle): string {
  if (kind === 'money') return formattersFor(currency, digits).money(value, language);
  return kind === 'share' ? FORMATTERS.percent(roundedShare(value), language) : FORMATTERS.number(value, language);
}

export function roundedShare(ppm: number): number {
  return Math.round(ppm / TENTH_OF_PERCENT) * TENTH_OF_PERCENT;
}
