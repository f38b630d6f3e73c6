/** Multipliers as exact fractions. */
import { floorDivide, greatestDivisor } from './integers';
import { MILLION } from './numbers';

/** In lowest terms. */
export type Fraction = { readonly numerator: number; readonly denominator: number };

export const ONCE: Fraction = { numerator: 1, denominator: 1 };

export function fractionOfPpm(ppm: number): Fraction {
  const divisor = greatestDivisor(ppm, MILLION);
  return { numerator: floorDivide(ppm, divisor), denominator: floorDivide(MILLION, divisor) };
}
