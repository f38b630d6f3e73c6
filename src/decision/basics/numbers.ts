declare const unit: unique symbol;
type BrandedNumber<Unit extends string> = number & { readonly [unit]: Unit };

/** A whole number of loyalty points. */
export type Points = BrandedNumber<'points'>;
/** A whole number of the smallest unit of the network's currency. */
export type MinorUnits = BrandedNumber<'minor units'>;
/** A rate or multiplier: 1,000,000 is one. */
export type PartsPerMillion = BrandedNumber<'parts per million'>;
/** How a product that is not whole becomes an integer. */
export type Rounding = 'FLOOR' | 'HALF_UP' | 'HALF_EVEN';

export const MILLION = 1_000_000;

/** Thrown where the code itself is wrong: never a refusal, never for what a client sent. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

export function invariant(holds: boolean, message: string): asserts holds {
  if (!holds) throw new InvariantError(message);
}

export function assertNever(value: never): never {
  throw new InvariantError(`unexpected ${JSON.stringify(value)}`);
}

export function points(value: number): Points {
  invariant(Number.isSafeInteger(value), 'points are a safe integer');
  return value as Points;
}

export function minorUnits(value: number): MinorUnits {
  invariant(Number.isSafeInteger(value), 'minor units are a safe integer');
  return value as MinorUnits;
}

export function partsPerMillion(value: number): PartsPerMillion {
  invariant(Number.isSafeInteger(value) && value >= 0, 'a rate is a safe integer from 0');
  return value as PartsPerMillion;
}
