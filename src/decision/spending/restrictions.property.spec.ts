import fc from 'fast-check';
import { lineOf, saleOf } from '../../../test/support/decision/acts';
import { saidTax, saidType, someLimits, someRestrictions } from '../../../test/support/decision/arbitraries';
import { earningOf, programOf, tierOf } from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { linesOf, Story } from '../../../test/support/decision/story';
import {
  minorUnits,
  partsPerMillion,
  points,
  type Decision,
  type Line,
  type PointLimitDocument,
  type ProgramDocument,
} from '..';

type Restrictions = NonNullable<ProgramDocument['restrictions']>;
type Goods = Restrictions['discount'];

const POINT = 3_700_000n;
const LEAVE = 150n;
const SHARE = 700_000n;
const TIER = 'T1';
const CHANNEL = 'TILL';

/** Two tills write every second category in capitals. */
const carts = fc.array(
  fc
    .record({
      total: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.constantFrom(0, 1, 3)),
      sku: fc.constantFrom('a', 'b', null),
      category: fc.constantFrom('pizza', 'PIZZA', 'Tobacco', 'drinks', null),
      quantityMilli: fc.constantFrom(1, 500, 1_000, 1_333, 2_000),
      type: saidType,
      tax: saidTax,
    })
    .map(({ total, tax, ...line }) =>
      lineOf(total, { ...line, tax: tax === undefined ? undefined : minorUnits(Math.min(tax, total)) }),
    ),
  { minLength: 1, maxLength: 6 },
);

const exclusions = fc.record({
  categories: fc.subarray(['DRINKS']),
  skus: fc.subarray(['b']),
  types: fc.subarray(['ALCOHOL' as const]),
});

const documentOf = (
  restrictions: Restrictions,
  rate: number,
  excluded: Goods = { categories: [], skus: [], types: [] },
  limits: readonly PointLimitDocument[] = [],
) =>
  programOf({
    pointValue: Number(POINT),
    tiers: [tierOf(TIER, { discountPpm: partsPerMillion(rate) })],
    earning: earningOf({ base: { step: minorUnits(70), points: points(2) }, exclusions: excluded }),
    redemption: {
      minPoints: points(1),
      maxSharePpm: partsPerMillion(Number(SHARE)),
      leaveAtLeast: minorUnits(Number(LEAVE)),
      limits,
    },
    restrictions,
  });

/** Each line as a person with a calculator would take it: in whole numbers of any size, one question after another. */
class CalculatorOracle {
  readonly discounts: bigint[];
  /** The most that points may pay of each line. */
  readonly rooms: bigint[];
  readonly most: bigint;

  constructor(
    private readonly lines: readonly Line[],
    private readonly rules: Restrictions,
    rate: number,
    limits: readonly PointLimitDocument[] = [],
  ) {
    const bases = lines.map((line) => (this.is(line, rules.discount) ? 0n : BigInt(line.total) - this.taxOf(line)));
    const shares = spread((sum(bases) * BigInt(rate)) / 1_000_000n, bases);
    this.discounts = shares.map((share, i) => smaller(share, BigInt(lines[i]!.total) - this.floorOf(lines[i]!)));
    const rooms = lines.map((line, i) => {
      if (this.is(line, rules.redemption)) return 0n;
      const kept = [this.floorOf(line), this.taxOf(line)].reduce((a, b) => (a > b ? a : b));
      const room = BigInt(line.total) - this.discounts[i]! - kept;
      return room > 0n ? room : 0n;
    });
    const holding = limits.filter(
      ({ tiers, channels }) =>
        (tiers.length === 0 || tiers.includes(TIER)) && (channels.length === 0 || channels.includes(CHANNEL)),
    );
    const lowest = (of: readonly PointLimitDocument[]) =>
      of.map(({ maxSharePpm }) => BigInt(maxSharePpm)).reduce(smaller, 1_000_000n);
    const all = sum(rooms);
    const left = all > LEAVE ? all - LEAVE : 0n;
    const share = smaller(SHARE, lowest(holding.filter(({ categories }) => categories.length === 0)));
    const ofLines = lines.map((line) =>
      lowest(holding.filter(({ categories }) => this.is(line, { categories, skus: [], types: [] }))),
    );
    this.rooms = rooms.map(() => 0n);
    for (const one of new Set(ofLines)) {
      const own = rooms.map((room, i) => (ofLines[i] === one ? room : 0n));
      const parts = spread((sum(own) * one) / 1_000_000n, own);
      ofLines.forEach((other, i) => {
        if (other === one) this.rooms[i] = parts[i]!;
      });
    }
    const most = [(left * 1_000_000n) / POINT, (all * share) / POINT, (sum(this.rooms) * 1_000_000n) / POINT];
    this.most = most.reduce(smaller);
  }

  is({ sku, category, type }: Line, { skus, categories, types }: Goods): boolean {
    const same = (a: string, b: string | null) => b !== null && a.toUpperCase() === b.toUpperCase();
    return (
      types.some((one) => one === type) ||
      skus.some((one) => one === sku) ||
      categories.some((one) => same(one, category))
    );
  }

  taxOf({ tax = minorUnits(0) }: Line): bigint {
    return this.rules.base === 'WITHOUT_TAX' ? BigInt(tax) : 0n;
  }

  /** For a part of a piece the price is rounded up to the next minor unit. */
  private floorOf(line: Line): bigint {
    const prices = this.rules.leastPrices
      .filter(
        (least) => this.is(line, least) || [least.categories, least.skus, least.types].every((one) => one.length === 0),
      )
      .map(({ price }) => (BigInt(price) * BigInt(line.quantityMilli) + 999n) / 1_000n);
    return smaller(
      prices.reduce((a, b) => (a > b ? a : b), 0n),
      BigInt(line.total),
    );
  }

  paidBy(redeemed: bigint): { values: bigint[]; payables: bigint[] } {
    const values = spread(smaller((redeemed * POINT) / 1_000_000n, sum(this.rooms)), this.rooms);
    return { values, payables: this.lines.map(({ total }, i) => BigInt(total) - this.discounts[i]! - values[i]!) };
  }
}

const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);
const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

function spread(total: bigint, weights: readonly bigint[]): bigint[] {
  const all = sum(weights);
  if (all === 0n) return weights.map((_, i) => (i === 0 ? total : 0n));
  const parts = weights.map((weight) => (total * weight) / all);
  const order = weights
    .map((weight, i) => ({ i, rest: (total * weight) % all }))
    .sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1));
  for (const { i } of order.slice(0, Number(total - sum(parts)))) parts[i]! += 1n;
  return parts;
}

function sell(story: Story, lines: readonly Line[], redeemed: number | null): Decision {
  const amount = lines.reduce((all, { total }) => all + total, 0);
  const decision = story.play(
    saleOf(amount, { lines, pointsToRedeem: redeemed === null ? null : points(redeemed) }),
    'the-sale',
  );
  if (decision.kind === 'REFUSED') throw new Error(decision.code);
  return decision;
}

/** A guest with more points than any order takes. */
function rich(document: ProgramDocument): Story {
  const story = new Story(document);
  story.play({
    kind: 'MANUAL',
    direction: 'CREDIT',
    points: points(1_000_000),
    reasonCode: 'OTHER',
    occurredAt: story.now,
    restaurantId: null,
    restores: null,
  });
  return story;
}

const rates = fc.constantFrom(0, 50_000, 333_333, 900_000, 1_000_000);

describe('restricted lines', () => {
  it('get the discount, pay by points and earn as another arithmetic says, line by line', () => {
    fc.assert(
      fc.property(
        carts,
        someRestrictions,
        exclusions,
        rates,
        fc.integer({ min: 0, max: 100 }),
        someLimits,
        (lines, restrictions, excluded, rate, part, limits) => {
          const expected = new CalculatorOracle(lines, restrictions, rate, limits);
          const story = rich(documentOf(restrictions, rate, excluded, limits));
          const redeemed = Math.floor((Number(expected.most) * part) / 100);
          const { values, payables } = expected.paidBy(BigInt(redeemed));
          const decision = sell(story, lines, redeemed);
          expect(decision.redeemable).toMatchObject({ max: Number(expected.most) });
          expect(decision.lines.map(({ discount }) => discount)).toEqual(expected.discounts.map(Number));
          expect(decision.lines.map(({ pointsValue }) => pointsValue)).toEqual(values.map(Number));
          expect(decision.lines.map(({ payable }) => payable)).toEqual(payables.map(Number));
          const earning = lines.map((line, i) =>
            expected.is(line, excluded) ? 0n : payables[i]! - expected.taxOf(line),
          );
          expect(decision.amounts.pointsEarned).toBe(Number((sum(earning) / 70n) * 2n));
          decision.lines.forEach(({ earned }, i) => {
            if (earning[i] === 0n) expect(earned).toBe(0);
          });
        },
      ),
      runs(800),
    );
  });

  it('refuse one point more than the other lines take', () => {
    fc.assert(
      fc.property(carts, someRestrictions, rates, someLimits, (lines, restrictions, rate, limits) => {
        const { most } = new CalculatorOracle(lines, restrictions, rate, limits);
        const amount = lines.reduce((all, { total }) => all + total, 0);
        const asked = saleOf(amount, { lines, pointsToRedeem: points(Number(most) + 1) });
        expect(rich(documentOf(restrictions, rate, undefined, limits)).play(asked)).toMatchObject({
          kind: 'REFUSED',
          code: 'redemption_limit_exceeded',
          data: { max: Number(most) },
        });
      }),
      runs(200),
    );
  });

  it('refunded in any order give back what was paid for them, and together the whole', () => {
    fc.assert(
      fc.property(
        carts,
        someRestrictions,
        rates,
        fc.integer(),
        someLimits,
        (lines, restrictions, rate, seed, limits) => {
          const amount = lines.reduce((all, { total }) => all + total, 0);
          if (amount === 0) return;
          const { most } = new CalculatorOracle(lines, restrictions, rate, limits);
          const story = rich(documentOf(restrictions, rate, undefined, limits));
          const sale = sell(story, lines, Number(most));
          const order = lines.map((_, i) => i).sort((a, b) => Math.imul(a + 1, seed | 1) - Math.imul(b + 1, seed | 1));
          const sums = { discount: 0, pointsRedeemed: 0, pointsValue: 0, payable: 0 };
          for (const index of order) {
            if (lines[index]!.total === 0) continue;
            const refund = story.refund('the-sale', linesOf(index + 1));
            if (refund.kind === 'REFUSED') throw new Error(refund.code);
            const { discount, points: redeemed, pointsValue, payable } = sale.lines[index]!;
            // Free lines go back with the last of the others.
            const free = sale.lines.filter(({ gross }) => gross === 0).reduce((all, one) => all + one.points, 0);
            expect(refund.amounts).toMatchObject({ discount, pointsValue, payable });
            expect([redeemed, redeemed + free]).toContain(refund.amounts.pointsRedeemed);
            for (const figure of ['discount', 'pointsRedeemed', 'pointsValue', 'payable'] as const)
              sums[figure] += refund.amounts[figure];
          }
          const { discount, pointsRedeemed, pointsValue, payable } = sale.amounts;
          expect(sums).toEqual({ discount, pointsRedeemed, pointsValue, payable });
        },
      ),
      runs(300),
    );
  });

  it('change nothing where no line of the sale is one of them', () => {
    fc.assert(
      fc.property(carts, rates, fc.integer({ min: 0, max: 2_000 }), (lines, rate, redeemed) => {
        const nothing = { categories: ['cigars'], skus: ['z'], types: ['GIFT_CARD' as const] };
        const plain = documentOf({ discount: nothing, redemption: nothing, leastPrices: [], base: 'WITH_TAX' }, rate);
        const amount = lines.reduce((all, { total }) => all + total, 0);
        const asked = saleOf(amount, { lines, pointsToRedeem: points(redeemed) });
        const [restricted, free] = [plain, { ...plain, restrictions: undefined }].map((document) =>
          rich(document).play(asked),
        );
        if (restricted?.kind !== 'DECIDED' || free?.kind !== 'DECIDED') {
          expect(restricted).toEqual(free);
          return;
        }
        expect(restricted.amounts).toEqual(free.amounts);
        const shares = ({ lines: parts }: Decision) =>
          parts.map(({ discount, pointsValue, payable }) => [discount, pointsValue, payable]);
        expect(shares(restricted)).toEqual(shares(free));
      }),
      runs(200),
    );
  });
});
