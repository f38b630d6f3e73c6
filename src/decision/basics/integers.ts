/**
 * Exact integer arithmetic. The only place of the decision that divides. A product that stays within 2^53 is computed
 * with numbers, which are exact there; any other with BigInt, so that no figure ever depends on a float.
 */
import { invariant, type Rounding } from './numbers';

/** ⌊dividend ÷ divisor⌋ of safe integers, dividend from 0, divisor above 0. */
export function floorDivide(dividend: number, divisor: number): number {
  // The float of the quotient is off by less than dividend × 2^-53 ÷ divisor, which is less than 1 ÷ divisor; and by as
  // much at least a quotient that is not whole lies below the next whole number, which is itself a float. (% is slower.)
  return Math.trunc(dividend / divisor);
}

/** ⌈dividend ÷ divisor⌉ of the same. */
export function ceilDivide(dividend: number, divisor: number): number {
  const floor = floorDivide(dividend, divisor);
  return floor * divisor === dividend ? floor : floor + 1;
}

/** ⌊a × b ÷ divisor⌋ of safe integers from 0, divisor above 0. Throws where the result is no safe integer. */
export function multiplyDivide(a: number, b: number, divisor: number): number {
  const product = a * b;
  // A product that rounding brought down to the bound would be at least 2^53, so `<` proves that it is exact.
  if (product < Number.MAX_SAFE_INTEGER) return floorDivide(product, divisor);
  return toSafe((BigInt(a) * BigInt(b)) / BigInt(divisor));
}

/** ⌈a × b ÷ divisor⌉ of the same. */
export function multiplyDivideUp(a: number, b: number, divisor: number): number {
  const floor = multiplyDivide(a, b, divisor);
  return isMultiple(a, b, divisor) ? floor : floor + 1;
}

function isMultiple(a: number, b: number, divisor: number): boolean {
  const product = a * b;
  return product < Number.MAX_SAFE_INTEGER ? product % divisor === 0 : (BigInt(a) * BigInt(b)) % BigInt(divisor) === 0n;
}

/** a × b ÷ divisor, rounded as the programme says. */
export function multiplyDivideRounded(a: number, b: number, divisor: number, rounding: Rounding): number {
  if (rounding === 'FLOOR') return multiplyDivide(a, b, divisor);
  const product = a * b;
  if (product * 2 + divisor < Number.MAX_SAFE_INTEGER) {
    const floor = floorDivide(product, divisor);
    return floor + roundsUp(2 * (product - floor * divisor) - divisor, floor % 2 === 1, rounding);
  }
  return toSafe(divideRounded(BigInt(a) * BigInt(b), BigInt(divisor), rounding));
}

/** The same of BigInts. */
export function divideRounded(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const floor = dividend / divisor;
  if (rounding === 'FLOOR') return floor;
  const twice = 2n * (dividend - floor * divisor) - divisor;
  return floor + BigInt(roundsUp(twice < 0n ? -1 : twice > 0n ? 1 : 0, floor % 2n === 1n, rounding));
}

/** `side`: below 0 when the rest is less than a half, 0 at the half, above 0 over it. */
function roundsUp(side: number, isOdd: boolean, rounding: 'HALF_UP' | 'HALF_EVEN'): 0 | 1 {
  if (side !== 0) return side > 0 ? 1 : 0;
  return rounding === 'HALF_UP' || isOdd ? 1 : 0;
}

/** The greatest common divisor of integers from 0, not both 0. */
export function greatestDivisor(a: number, b: number): number {
  let larger = a;
  let smaller = b;
  while (smaller !== 0) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

/** For a dividend that the divisor divides. */
export function exactQuotient(dividend: bigint, divisor: bigint): bigint {
  invariant(dividend % divisor === 0n, 'the divisor divides');
  return dividend / divisor;
}

export function toSafe(value: bigint): number {
  invariant(
    value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER),
    'a result is a safe integer',
  );
  return Number(value);
}

/**
 * `total` in whole parts in proportion to the weights: each gets the floor of its share, what is left goes one by one
 * to the largest remainders, ties to the earlier. Weights from 0; where all are 0 the first takes it all.
 */
export function divideByWeights(total: number, weights: readonly number[]): number[] {
  if (weights.length === 1) return [total];
  if (total === 0) return new Array<number>(weights.length).fill(0);
  let sum = 0;
  let largest = 0;
  for (const weight of weights) {
    sum += weight;
    if (weight > largest) largest = weight;
  }
  if (sum >= Number.MAX_SAFE_INTEGER || total * largest >= Number.MAX_SAFE_INTEGER) {
    return divideByLargeWeights(total, weights.map(BigInt));
  }
  if (sum === 0) return weights.map((_, index) => (index === 0 ? total : 0));
  const parts = new Array<number>(weights.length);
  const rests = weights.length > RESTS.length ? new Float64Array(weights.length) : RESTS;
  let left = total;
  for (let index = 0; index < weights.length; index += 1) {
    const product = total * (weights[index] as number);
    const part = floorDivide(product, sum);
    parts[index] = part;
    rests[index] = product - part * sum;
    left -= part;
  }
  if (left === 0) return parts;
  return parts.length > MOST_LOOKED_THROUGH
    ? giveOutByBound(parts, rests, left, sum)
    : giveOutOneByOne(parts, rests, left);
}

/** The rests of the division that is under way, so that few divisions make an array for theirs; a longer division makes its own. */
const RESTS = new Float64Array(64);

/** The same for weights of any size. */
export function divideByLargeWeights(total: number, weights: readonly bigint[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  if (sum === 0n) return weights.map((_, index) => (index === 0 ? total : 0));
  const whole = BigInt(total);
  const rests = weights.map((weight) => (whole * weight) % sum);
  const parts = weights.map((weight) => Number((whole * weight) / sum));
  return giveOut(parts, rests, total - parts.reduce((all, part) => all + part, 0));
}

/** One more to each of the `left` largest rests; fewer are left than there are parts. */
function giveOut(parts: number[], rests: readonly bigint[], left: number): number[] {
  if (left === 0) return parts;
  const order = parts.map((_, index) => index);
  order.sort((a, b) => {
    const restA = rests[a] as bigint;
    const restB = rests[b] as bigint;
    return restA > restB ? -1 : restA < restB ? 1 : a - b;
  });
  for (const index of order.slice(0, left)) parts[index] = (parts[index] as number) + 1;
  return parts;
}

/** Up to so many parts, looking for the largest rest again and again is quicker than looking for a bound. */
const MOST_LOOKED_THROUGH = 8;

/** The same of few numbers, which it uses up. */
function giveOutOneByOne(parts: number[], rests: Float64Array, left: number): number[] {
  for (let given = 0; given < left; given += 1) {
    let largest = 0;
    for (let index = 1; index < parts.length; index += 1)
      if ((rests[index] as number) > (rests[largest] as number)) largest = index;
    rests[largest] = -1;
    parts[largest] = (parts[largest] as number) + 1;
  }
  return parts;
}

/**
 * The same of many numbers below `sum`, by halving the range in which the least rest lies that gets one more. Whether a rest
 * is above a bound is added up as a number, since a branch that goes either way by chance costs more than the rest of it.
 */
function giveOutByBound(parts: number[], rests: Float64Array, left: number, sum: number): number[] {
  // More than `left` rests are at least `low`; `given` are at least `high`, which are no more than `left`.
  let low = 0;
  let high = sum;
  let given = 0;
  // Where it lies if the rests are spread evenly.
  let bound = sum - floorDivide(sum, parts.length) * left;
  while (given < left && high - low > 1) {
    let count = 0;
    for (let index = 0; index < parts.length; index += 1) count += Number((rests[index] as number) >= bound);
    if (count > left) {
      low = bound;
    } else {
      high = bound;
      given = count;
    }
    bound = low + floorDivide(high - low, 2);
  }
  for (let index = 0; index < parts.length; index += 1)
    parts[index] = (parts[index] as number) + Number((rests[index] as number) >= high);
  // The values between are then equal: take the earlier.
  for (let index = 0; given < left; index += 1) {
    if (rests[index] !== low) continue;
    parts[index] = (parts[index] as number) + 1;
    given += 1;
  }
  return parts;
}
