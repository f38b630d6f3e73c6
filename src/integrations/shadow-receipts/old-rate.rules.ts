/** Sums from which an earlier system may count points: the price, the price without our discount, and the money that is left to pay. */
export const RATE_BASES = ['AMOUNT', 'DISCOUNTED', 'PAYABLE'] as const;
type RateBase = (typeof RATE_BASES)[number];

/** A rate by which an earlier system may give points: so many for each full step of money. */
export interface OldRate {
  readonly base: RateBase;
  /** Minor units. */
  readonly step: number;
  /** Points for a step, in units of 10^-digits. */
  readonly points: number;
  readonly digits: number;
}

/** A receipt with the points that the earlier system gave. Money in minor units, points whole. */
export interface RatedReceipt {
  readonly amount: number;
  readonly discount: number;
  readonly payable: number;
  readonly oldEarned: number;
}

const MOST_DIGITS = 4;
/** Rates are proposed by so many receipts, spread over all that no rate explains. */
const PROPOSERS = 40;
/** A rate that explains fewer receipts, or a smaller part of those that are left, is taken for chance. */
const LEAST_EXPLAINED = 20;
const LEAST_PART = 0.2;
const MOST_RATES = 20;

/**
 * The rates by which an earlier system seems to have given these points, the one that explains most receipts first. Each receipt counts for one
 * rate only.
 * @param unit minor units of one unit of money
 */
export function findOldRates(receipts: readonly RatedReceipt[], unit: number): OldRate[] {
  const found: OldRate[] = [];
  for (let rest = receipts; rest.length >= LEAST_EXPLAINED && found.length < MOST_RATES;) {
    const best = mostExplaining(rest, unit);
    if (best === undefined || best.count < Math.max(LEAST_EXPLAINED, rest.length * LEAST_PART)) break;
    found.push(best.rate);
    rest = rest.filter((receipt) => !explains(best.rate, receipt));
  }
  return found;
}

/** Whether the rate gives exactly the points that the earlier system gave. */
export function explains(rate: OldRate, receipt: RatedReceipt): boolean {
  return pointsBy(rate, receipt) === receipt.oldEarned;
}

/** `AMOUNT 100 1.25`: the name of a rate, the same for equal rates. */
export function rateText({ base, step, points, digits }: OldRate): string {
  const text = String(points).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${base} ${String(step)} ${digits === 0 ? whole : `${whole}.${text.slice(-digits)}`}`;
}

/** The rate of a name; null: another text. */
export function parseRate(text: string): OldRate | null {
  const match = /^([A-Z]+) (\d+) (\d+)(?:\.(\d+))?$/.exec(text);
  const base = RATE_BASES.find((one) => one === match?.[1]);
  if (match === null || base === undefined) return null;
  const [, , step = '', whole = '', fraction = ''] = match;
  return { base, step: Number(step), points: Number(whole + fraction), digits: fraction.length };
}

function mostExplaining(
  receipts: readonly RatedReceipt[],
  unit: number,
): { readonly rate: OldRate; readonly count: number } | undefined {
  const proposed = new Map<string, OldRate>();
  const every = Math.max(1, Math.floor(receipts.length / PROPOSERS));
  for (let at = 0; at < receipts.length; at += every)
    for (const rate of proposalsOf(receipts[at] as RatedReceipt, unit)) proposed.set(rateText(rate), rate);
  let best: { rate: OldRate; count: number } | undefined;
  for (const rate of proposed.values()) {
    const count = receipts.filter((receipt) => explains(rate, receipt)).length;
    if (best === undefined || count > best.count || (count === best.count && isSimpler(rate, best.rate)))
      best = { rate, count };
  }
  return best;
}

/** For each base and step the rate with the fewest decimals that gives the points of this receipt. */
function proposalsOf(receipt: RatedReceipt, unit: number): OldRate[] {
  const rates: OldRate[] = [];
  if (receipt.oldEarned <= 0) return rates;
  for (const base of RATE_BASES) {
    for (const step of [1, unit, unit * 10, unit * 100]) {
      const steps = Math.floor(moneyOf(base, receipt) / step);
      for (let digits = 0; steps > 0 && digits <= MOST_DIGITS; digits += 1) {
        const rate = { base, step, points: Math.ceil((receipt.oldEarned * 10 ** digits) / steps), digits };
        if (!explains(rate, receipt)) continue;
        rates.push(rate);
        break;
      }
    }
  }
  return rates;
}

function isSimpler(a: OldRate, b: OldRate): boolean {
  if (a.digits !== b.digits) return a.digits < b.digits;
  return RATE_BASES.indexOf(a.base) < RATE_BASES.indexOf(b.base);
}

/** Points that the rate gives for the receipt. */
export function pointsBy({ base, step, points, digits }: OldRate, receipt: Omit<RatedReceipt, 'oldEarned'>): number {
  return Math.floor((Math.floor(moneyOf(base, receipt) / step) * points) / 10 ** digits);
}

function moneyOf(base: RateBase, { amount, discount, payable }: Omit<RatedReceipt, 'oldEarned'>): number {
  switch (base) {
    case 'AMOUNT':
      return amount;
    case 'DISCOUNTED':
      return amount - discount;
    case 'PAYABLE':
      return payable;
  }
}
