import * as fc from 'fast-check';
import { lineOf, saleOf } from '../../../test/support/decision/acts';
import { campaignOf, PLENTY, runningOf } from '../../../test/support/decision/campaigns';
import {
  moneyOff,
  type OracleBuyer,
  type OracleMoneyLine,
  type OracleTerms,
} from '../../../test/support/decision/money-oracle';
import { allOf, condition, programOf, tierOf } from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { Story } from '../../../test/support/decision/story';
import {
  type BudgetLeft,
  type CampaignDocument,
  type Decision,
  minorUnits,
  type MoneyOff,
  moneyOffForEverybody,
  partsPerMillion,
  points,
  type RefundAct,
  type SaleAct,
} from '..';

const CODES = ['A', 'B', 'C', 'D', 'E'];
const GOODS = ['pizza', 'drinks', 'cake'];
const pizza = allOf(condition('category', '=', 'pizza'));

const rates = fc.constantFrom(1, 100_000, 333_333, 500_000, 1_000_000).map(partsPerMillion);
const part = (categories: readonly string[], pieces: number) => ({ skus: [], categories, pieces });

const kinds: fc.Arbitrary<MoneyOff> = fc.oneof(
  rates.map((ratePpm) => ({ kind: 'SHARE' as const, ratePpm })),
  fc.integer({ min: 1, max: 3_000 }).map((amount) => ({ kind: 'AMOUNT' as const, amount: minorUnits(amount) })),
  fc.record({ kind: fc.constant('CHEAPEST' as const), of: fc.integer({ min: 1, max: 4 }), ratePpm: rates }),
  fc.record({
    kind: fc.constant('EVERY_NTH' as const),
    every: fc.integer({ min: 2, max: 4 }),
    ratePpm: rates,
    times: fc.option(fc.integer({ min: 1, max: 2 })),
  }),
  fc.record({
    kind: fc.constant('COMBO' as const),
    price: fc.integer({ min: 1, max: 2_500 }).map(minorUnits),
    parts: fc.constantFrom(
      [part(['pizza'], 1), part(['drinks'], 1)],
      [part(['Pizza'], 2)],
      [part(['pizza', 'cake'], 1), part(['cake', 'drinks'], 2)],
    ),
    times: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    kind: fc.constant('BUY_X_GET_Y' as const),
    buy: fc.constantFrom(part(['pizza'], 1), part(['Pizza', 'cake'], 2)),
    get: fc.constantFrom(part(['drinks'], 1), part(['cake', 'drinks'], 2)),
    off: fc.constantFrom('GET' as const, 'CHEAPER' as const),
    ratePpm: rates,
    times: fc.option(fc.integer({ min: 1, max: 3 })),
  }),
  fc.constant({ kind: 'FREE_DELIVERY' as const }),
);

const campaigns: fc.Arbitrary<CampaignDocument> = fc
  .record({
    moneyOff: kinds,
    when: fc.constantFrom(null, pizza),
    group: fc.option(
      fc.record({ code: fc.constantFrom('G', 'H'), mode: fc.constantFrom('EXCLUSIVE' as const, 'STACKABLE' as const) }),
    ),
    priority: fc.integer({ min: 0, max: 2 }),
    budgets: fc.oneof(
      fc.constant([]),
      fc.integer({ min: 1, max: 1_500 }).map((limit) => [{ unit: 'MONEY' as const, restaurantId: null, limit }]),
      fc.integer({ min: 1, max: 2 }).map((limit) => [{ unit: 'USES' as const, restaurantId: null, limit }]),
    ),
    onShortBudget: fc.constantFrom('CUT' as const, 'REFUSE' as const),
    perSale: fc.option(fc.integer({ min: 1, max: 800 })),
    everybody: fc.constantFrom(undefined, true as const),
    promoCode: fc.constantFrom(undefined, undefined, undefined, 'SPRING'),
    leastToPay: fc.option(fc.integer({ min: 1, max: 4_000 }).map(minorUnits), { nil: undefined }),
  })
  .map(({ perSale, ...rest }) => {
    const none = { perDay: null, perWeek: null, perGuest: null, uses: null };
    const caps = perSale === null ? null : { ...none, perSale: points(perSale) };
    return campaignOf({ ...rest, schema: 3, offer: null, type: 'MONEY_OFF', caps });
  });

const documents = fc
  .array(campaigns, { minLength: 1, maxLength: CODES.length })
  .map((all) => Object.fromEntries(all.map((document, index) => [CODES[index] ?? '', document])));

const lines: fc.Arbitrary<OracleMoneyLine[]> = fc.array(
  fc.record({
    category: fc.constantFrom(...GOODS),
    quantityMilli: fc.constantFrom(1, 400, 1_000, 1_700, 2_000, 3_000, 5_500),
    total: fc.oneof(fc.integer({ min: 0, max: 4_000 }), fc.constantFrom(0, 1, 1_000)),
    isDelivery: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

const buyers: fc.Arbitrary<OracleBuyer> = fc.record({
  isGuest: fc.boolean(),
  said: fc.constantFrom(null, null, 'SPRING'),
});

const terms: fc.Arbitrary<OracleTerms> = fc.record({
  tierPpm: fc.constantFrom(0, 50_000, 333_333),
  without: fc.constantFrom(null, null, 'cake'),
  least: fc.constantFrom(0, 0, 150),
});

function ofDecision({ amounts, lines: divided, details, trace }: Decision) {
  const sold = details?.kind === 'SALE' ? (details.campaigns ?? []) : [];
  return { discount: Number(amounts.discount), lines: divided, sold, trace };
}

function checkOf(of: readonly OracleMoneyLine[], changes: Partial<SaleAct> = {}): SaleAct {
  const lines = of.map(({ total: price, isDelivery, ...line }) =>
    lineOf(price, { ...line, ...(isDelivery && { type: 'DELIVERY' as const }) }),
  );
  const total = of.reduce((sum, line) => sum + line.total, 0);
  return saleOf(total, { lines, ...changes });
}

/** A guest who gets money off from campaigns, with checks of other guests in between. All decisions share the budgets. */
class GuestLife {
  readonly story: Story;
  private readonly spent = new Map<string, { money: number; uses: number }>();
  private sales = 0;

  constructor(
    private readonly all: Readonly<Record<string, CampaignDocument>>,
    { tierPpm, without, least }: OracleTerms,
  ) {
    const none = { categories: [], skus: [], types: [] };
    const program = programOf({
      expiry: { kind: 'NEVER' },
      tiers: [tierOf('BASE', { discountPpm: partsPerMillion(tierPpm) })],
      ...(without !== null || least > 0
        ? {
            restrictions: {
              discount: { ...none, categories: without === null ? [] : [without] },
              redemption: none,
              leastPrices: least > 0 ? [{ ...none, price: minorUnits(least) }] : [],
              base: 'WITH_TAX',
            },
          }
        : {}),
    });
    const running = runningOf(all, { left: (code) => this.budgetsOf(code) });
    this.story = new Story(program, undefined, undefined, { campaigns: running });
  }

  spentOf(code: string) {
    return this.spent.get(code) ?? { money: 0, uses: 0 };
  }

  left(code: string) {
    const { MONEY, USES } = this.budgetsOf(code);
    return { money: MONEY, uses: USES };
  }

  sell(of: readonly OracleMoneyLine[]) {
    this.sales += 1;
    const decision = this.story.done(checkOf(of), `sale-${String(this.sales)}`);
    const sold = decision.details?.kind === 'SALE' ? (decision.details.campaigns ?? []) : [];
    for (const { campaign, money = 0, uses } of sold) this.add(campaign, money, uses);
    return { decision, sold };
  }

  /** The money off a check, by campaign, by line and as the trace explains it; null: its promo code is refused. */
  ring(of: readonly OracleMoneyLine[], { isGuest, said }: OracleBuyer) {
    const act = checkOf(of, { promoCode: said?.toLowerCase() });
    const { program } = this.story;
    const off = isGuest ? this.story.play(act) : moneyOffForEverybody(program, act, this.story.context('receipt'));
    if ('code' in off) {
      expect(off.code).toBe('promo_code_refused');
      return null;
    }
    const taken = 'amounts' in off ? ofDecision(off) : off;
    for (const { campaign, money = 0, uses } of taken.sold) this.add(campaign, money, uses);
    return taken;
  }

  refund(sale: number, what: RefundAct['what']) {
    const decision = this.story.refund(`sale-${String(sale)}`, what);
    if (decision.kind === 'REFUSED') throw new Error(decision.code);
    if (decision.details?.kind === 'REFUND')
      for (const { campaign, money, uses } of decision.details.campaigns ?? []) this.add(campaign, 0 - money, 0 - uses);
    return decision.amounts;
  }

  private add(code: string, money: number, uses: number): void {
    const before = this.spentOf(code);
    this.spent.set(code, { money: before.money + money, uses: before.uses + uses });
  }

  private budgetsOf(code: string): BudgetLeft {
    const spent = this.spentOf(code);
    const left = { ...PLENTY };
    for (const { unit, limit } of this.all[code]?.budgets ?? [])
      Object.assign(left, { [unit]: limit - (unit === 'USES' ? spent.uses : spent.money) });
    return left;
  }
}

describe('money off by campaigns', () => {
  it('is what an oracle says that takes every piece for itself, on every line and by every campaign', () => {
    fc.assert(
      fc.property(
        documents,
        fc.array(fc.tuple(lines, buyers), { minLength: 1, maxLength: 3 }),
        terms,
        (all, sales, told) => {
          const life = new GuestLife(all, told);
          for (const [of, buyer] of sales) {
            const expected = moneyOff(all, of, told, (code) => life.left(code), buyer);
            const isInVain =
              buyer.said !== null &&
              !Object.keys(expected.byCampaign).some((code) => all[code]?.promoCode === buyer.said);
            const rung = life.ring(of, buyer);
            expect(rung === null).toBe(isInVain);
            if (rung === null) continue;
            expect(Object.fromEntries(rung.sold.map(({ campaign, byLine }) => [campaign, byLine]))).toEqual(
              expected.byCampaign,
            );
            expect((rung.lines ?? []).map(({ discount }) => discount)).toEqual(
              rung.lines === null ? [] : expected.byLine,
            );
            const discounts = rung.trace.filter(({ effect }) => effect === 'DISCOUNT');
            expect(discounts.reduce((sum, { amount }) => sum + amount, 0)).toBe(rung.discount);
            for (const line of rung.lines ?? []) expect(line.payable).toBeGreaterThanOrEqual(0);
            for (const [code, { budgets }] of Object.entries(all))
              for (const { unit, limit } of budgets)
                expect(unit === 'USES' ? life.spentOf(code).uses : life.spentOf(code).money).toBeLessThanOrEqual(limit);
          }
        },
      ),
      runs(600),
    );
  });

  it('goes back by refunds of every line one by one as by one of the whole, to the last minor unit', () => {
    fc.assert(
      fc.property(documents, lines, terms, fc.nat(), fc.integer({ min: 1, max: 99 }), (all, of, told, order, share) => {
        const [byLine, whole] = [new GuestLife(all, told), new GuestLife(all, told)];
        byLine.sell(of);
        const { decision } = whole.sell(of);
        const atOnce = whole.refund(1, { kind: 'ALL' });
        const back = { amount: 0, discount: 0, payable: 0 };
        const add = (amounts: typeof atOnce) => {
          back.amount += amounts.amount;
          back.discount += amounts.discount;
          back.payable += amounts.payable;
          expect(amounts.payable).toBeGreaterThanOrEqual(0);
          expect(amounts.discount).toBeGreaterThanOrEqual(0);
        };
        const turned = of.map((_, index) => (index + order) % of.length).filter((index) => (of[index]?.total ?? 0) > 0);
        for (const index of turned) {
          const total = of[index]?.total ?? 0;
          const first = Math.floor((total * share) / 100);
          for (const amount of [first, total - first])
            if (amount > 0)
              add(
                byLine.refund(1, {
                  kind: 'LINES',
                  lines: [{ line: index + 1, quantityMilli: null, total: minorUnits(amount) }],
                }),
              );
        }
        const { amount, discount, payable } = decision.amounts;
        expect({ amount: atOnce.amount, discount: atOnce.discount, payable: atOnce.payable }).toEqual({
          amount,
          discount,
          payable,
        });
        expect(back).toEqual({ amount, discount, payable });
        if (turned.length === 0) return;
        for (const life of [byLine, whole])
          for (const code of Object.keys(all)) expect(life.spentOf(code)).toEqual({ money: 0, uses: 0 });
      }),
      runs(400),
    );
  });
});
