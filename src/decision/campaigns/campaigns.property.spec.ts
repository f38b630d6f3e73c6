import * as fc from 'fast-check';
import { CampaignOracle, type OracleLine } from '../../../test/support/decision/campaign-oracle';
import { lineOf, saleOf } from '../../../test/support/decision/acts';
import { campaignOf, PLENTY, runningOf } from '../../../test/support/decision/campaigns';
import { allOf, condition, programOf } from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { Story } from '../../../test/support/decision/story';
import {
  type BudgetLeft,
  type CampaignDocument,
  collectedOf,
  type Decision,
  minorUnits,
  partsPerMillion,
  points,
  type RefundAct,
} from '..';

const CODES = ['A', 'B', 'C', 'D'];
const pizza = allOf(condition('category', '=', 'pizza'));

const offers = fc.oneof(
  fc.integer({ min: 1, max: 60 }).map((given) => ({ kind: 'POINTS' as const, points: points(given) })),
  fc
    .constantFrom(1_333_333, 1_500_000, 2_000_000, 3_000_000)
    .map((ppm) => ({ kind: 'MULTIPLIER' as const, multiplierPpm: partsPerMillion(ppm) })),
  fc.record({
    kind: fc.constant('PER_STEP' as const),
    step: fc.constantFrom(70, 150, 1_000).map(minorUnits),
    points: fc.integer({ min: 1, max: 5 }).map(points),
  }),
);

const challenges = fc
  .record({
    visits: fc.integer({ min: 1, max: 3 }),
    amount: fc.option(fc.constantFrom(500, 2_000)),
    restaurants: fc.option(fc.integer({ min: 1, max: 3 })),
    categories: fc.option(fc.integer({ min: 1, max: 2 })),
    given: fc.integer({ min: 1, max: 200 }),
    steps: fc.uniqueArray(fc.constantFrom(1, 250_000, 333_333, 500_000, 999_999), { maxLength: 3 }),
  })
  .map(({ visits, amount, restaurants, categories, given, steps }) => {
    const of = { kind: 'BUY', skus: [], categories: [] } as const;
    return {
      tasks: [
        { ...of, id: 'visits', measure: 'VISITS' as const, target: visits },
        ...(amount === null ? [] : [{ ...of, id: 'amount', measure: 'AMOUNT' as const, target: amount }]),
        ...(restaurants === null
          ? []
          : [{ ...of, id: 'restaurants', measure: 'RESTAURANTS' as const, target: restaurants }]),
        ...(categories === null
          ? []
          : [{ ...of, id: 'categories', measure: 'CATEGORIES' as const, target: categories }]),
      ],
      payouts: [{ points: points(given) }],
      steps: steps
        .sort((a, b) => a - b)
        .map((share, index) => ({ sharePpm: partsPerMillion(share), points: points(index + 1) })),
    };
  });

/** Two or three ways, one of them as the campaign itself. */
const variants = fc
  .record({ first: fc.integer({ min: 1, max: 999_998 }), second: offers, third: fc.option(offers) })
  .map(({ first, second, third }) => {
    const rest = 1_000_000 - first;
    const half = third === null ? rest : Math.ceil(rest / 2);
    const of = (id: string, share: number, offer: CampaignDocument['offer']) => ({
      id,
      sharePpm: partsPerMillion(share),
      offer,
      announcement: null,
    });
    const last = third === null || rest === half ? [] : [of('C', rest - half, third)];
    return { schema: 2 as const, variants: [of('A', first, null), of('B', half, second), ...last] };
  });

const campaigns: fc.Arbitrary<CampaignDocument> = fc
  .record({
    gives: fc.oneof(
      { weight: 3, arbitrary: offers.map((offer) => ({ offer, challenge: null })) },
      {
        weight: 2,
        arbitrary: fc.tuple(offers, variants).map(([offer, ways]) => ({ offer, challenge: null, ...ways })),
      },
      { weight: 1, arbitrary: challenges.map((challenge) => ({ offer: null, challenge })) },
    ),
    when: fc.constantFrom(null, pizza),
    group: fc.option(
      fc.record({ code: fc.constantFrom('G', 'H'), mode: fc.constantFrom('EXCLUSIVE' as const, 'STACKABLE' as const) }),
    ),
    priority: fc.integer({ min: 0, max: 2 }),
    budgets: fc.oneof(
      fc.constant([]),
      fc.integer({ min: 1, max: 150 }).map((limit) => [{ unit: 'POINTS' as const, restaurantId: null, limit }]),
      fc.integer({ min: 1, max: 3 }).map((limit) => [{ unit: 'USES' as const, restaurantId: null, limit }]),
    ),
    onShortBudget: fc.constantFrom('CUT' as const, 'REFUSE' as const),
    uses: fc.option(fc.integer({ min: 1, max: 4 })),
    perGuest: fc.option(fc.integer({ min: 1, max: 80 })),
  })
  .map(({ gives, uses, perGuest, ...rest }) => {
    const none = { perSale: null, perDay: null, perWeek: null };
    // Caps in points are of offers; payouts are never cut.
    const most = gives.offer === null || perGuest === null ? null : points(perGuest);
    return campaignOf({ ...rest, ...gives, caps: { ...none, perGuest: most, uses } });
  });

const documents = fc
  .array(campaigns, { minLength: 1, maxLength: CODES.length })
  .map((all) => Object.fromEntries(all.map((document, index) => [CODES[index] ?? '', document])));

const lines: fc.Arbitrary<OracleLine[]> = fc.array(
  fc.record({ category: fc.constantFrom('pizza', 'drinks'), total: fc.integer({ min: 1, max: 1_500 }) }),
  { minLength: 1, maxLength: 4 },
);

type StoryStep =
  | { readonly kind: 'SALE'; readonly lines: OracleLine[]; readonly restaurant: string }
  | { readonly kind: 'REFUND'; readonly sale: number; readonly line: number; readonly share: number };

const steps: fc.Arbitrary<StoryStep[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('SALE' as const), lines, restaurant: fc.constantFrom('x', 'y', 'z') }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('REFUND' as const),
        sale: fc.nat(10),
        line: fc.nat(3),
        // Per cent of what is left of the line; from 60 on all of it.
        share: fc.integer({ min: 1, max: 100 }),
      }),
    },
  ),
  { minLength: 1, maxLength: 12 },
);

/** A guest among campaigns, with their budgets kept as a till keeps them: by what decisions say. */
class GuestLife {
  readonly story: Story;
  readonly sold: { readonly id: string; readonly lines: readonly OracleLine[]; readonly refunded: number[] }[] = [];
  private readonly spent = new Map<string, { points: number; uses: number }>();

  constructor(
    private readonly all: Readonly<Record<string, CampaignDocument>>,
    drawn = 0,
  ) {
    const running = runningOf(all, { left: (code) => this.left(code), draw: () => drawn });
    this.story = new Story(programOf({ expiry: { kind: 'NEVER' } }), undefined, undefined, { campaigns: running });
  }

  spentOf(code: string) {
    return this.spent.get(code) ?? { points: 0, uses: 0 };
  }

  sell(of: readonly OracleLine[], restaurantId = 'x'): Decision {
    const id = `sale-${String(this.sold.length)}`;
    const total = of.reduce((sum, line) => sum + line.total, 0);
    const decision = this.story.done(
      saleOf(total, { restaurantId, lines: of.map((line) => lineOf(line.total, { category: line.category })) }),
      id,
    );
    this.sold.push({ id, lines: of, refunded: of.map(() => 0) });
    if (decision.details?.kind === 'SALE')
      for (const { campaign, points: given, uses } of decision.details.campaigns ?? []) this.add(campaign, given, uses);
    return decision;
  }

  refund(sale: number, line: number, total: number): void {
    const of = this.sold[sale];
    if (of === undefined) throw new Error('no such sale');
    of.refunded[line] = (of.refunded[line] ?? 0) + total;
    this.take(of.id, { kind: 'LINES', lines: [{ line: line + 1, quantityMilli: null, total: minorUnits(total) }] });
  }

  refundAll(sale: number): void {
    this.take(this.sold[sale]?.id ?? '', { kind: 'ALL' });
  }

  leftOf(sale: number, line: number): number {
    const of = this.sold[sale];
    return (of?.lines[line]?.total ?? 0) - (of?.refunded[line] ?? 0);
  }

  private take(id: string, what: RefundAct['what']): void {
    const decision = this.story.refund(id, what);
    if (decision.kind === 'REFUSED') throw new Error(decision.code);
    if (decision.details?.kind === 'REFUND')
      for (const { campaign, points: back, uses } of decision.details.campaigns ?? [])
        this.add(campaign, 0 - back, -uses);
  }

  private add(code: string, given: number, uses: number): void {
    const before = this.spentOf(code);
    this.spent.set(code, { points: before.points + given, uses: before.uses + uses });
  }

  private left(code: string): BudgetLeft {
    const spent = this.spentOf(code);
    const left = { ...PLENTY };
    for (const { unit, limit } of this.all[code]?.budgets ?? [])
      Object.assign(left, { [unit]: limit - (unit === 'USES' ? spent.uses : spent.points) });
    return left;
  }
}

function amountOf({ share }: Extract<StoryStep, { kind: 'REFUND' }>, left: number): number {
  return share >= 60 ? left : Math.max(1, Math.floor((left * share) / 100));
}

describe('campaigns', () => {
  it('give, count and give back what an oracle says that counts everything anew', () => {
    fc.assert(
      fc.property(documents, steps, fc.integer({ min: 0, max: 999_999 }), (all, told, drawn) => {
        const life = new GuestLife(all, drawn);
        const oracle = new CampaignOracle(all, drawn);
        for (const step of told) {
          if (step.kind === 'SALE') {
            const { amounts } = life.sell(step.lines, step.restaurant);
            expect(amounts.pointsEarned).toBe(oracle.sell(step.lines, step.restaurant));
          } else if (life.sold.length > 0) {
            const sale = step.sale % life.sold.length;
            const line = step.line % (life.sold[sale]?.lines.length ?? 1);
            const left = life.leftOf(sale, line);
            if (left === 0) continue;
            const amount = amountOf(step, left);
            life.refund(sale, line, amount);
            oracle.refund(sale, life.sold[sale]?.lines.map((_, index) => (index === line ? amount : 0)) ?? []);
          }
          for (const [code, { challenge, budgets }] of Object.entries(all)) {
            const standing = oracle.standing(code);
            expect({ code, ...life.spentOf(code) }).toEqual({ code, ...standing });
            for (const { unit, limit } of budgets)
              expect(unit === 'USES' ? standing.uses : standing.points).toBeLessThanOrEqual(limit);
            const known = life.story.guest.counters.campaigns?.progress.find(({ campaign }) => campaign === code);
            for (const { id } of challenge?.tasks ?? []) expect(collectedOf(known, id)).toBe(oracle.progress(code, id));
          }
        }
      }),
      runs(400),
    );
  });

  it('end where nothing was sold when every line is refunded, one by one in any order or at once', () => {
    fc.assert(
      fc.property(documents, fc.array(lines, { minLength: 1, maxLength: 4 }), fc.nat(), (all, sales, order) => {
        const byLine = new GuestLife(all);
        const whole = new GuestLife(all);
        for (const of of sales) {
          byLine.sell(of);
          whole.sell(of);
        }
        sales.forEach((of, sale) => {
          whole.refundAll(sale);
          const turned = of.map((_, index) => (index + order) % of.length);
          for (const line of turned) byLine.refund(sale, line, byLine.leftOf(sale, line));
        });
        for (const life of [byLine, whole]) {
          const { guest } = life.story;
          expect(guest.balance.available - guest.balance.receivable).toBe(0);
          for (const code of Object.keys(all)) expect(life.spentOf(code)).toEqual({ points: 0, uses: 0 });
          expect(guest.counters.caps.filter(({ used }) => used > 0)).toEqual([]);
          for (const { tasks, paid } of guest.counters.campaigns?.progress ?? []) {
            expect(paid).toBeNull();
            expect(tasks.filter(({ amount }) => amount > 0)).toEqual([]);
          }
        }
        expect(byLine.story.guest.counters.campaigns).toEqual(whole.story.guest.counters.campaigns);
      }),
      runs(300),
    );
  });
});
