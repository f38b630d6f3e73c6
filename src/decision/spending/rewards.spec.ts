import fc from 'fast-check';
import { calendarAt, lineOf, NOON, rewardOf, saleOf } from '../../../test/support/decision/acts';
import { rewardsOfSale } from '../../../test/support/decision/arbitraries';
import { programOf, tierOf } from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { linesOf, Story } from '../../../test/support/decision/story';
import { minorUnits, partsPerMillion, points } from '../basics/numbers';
import type { SaleGift, SaleReward } from '../act/reward.types';
import type { Line } from '../act/types';

const reward = (gift: SaleGift, changes: Partial<SaleReward> = {}): SaleReward => ({
  redemptionId: 'r1',
  rewardId: 'item',
  code: 'R-1',
  minimumOrder: minorUnits(0),
  gift,
  ...changes,
});
const off = (amount: number): SaleGift => ({ kind: 'AMOUNT_OFF', amount: minorUnits(amount) });
const program = (discountPpm = 0) =>
  programOf({ tiers: [tierOf('BASE', { discountPpm: partsPerMillion(discountPpm) })] });
const sell = (lines: readonly Line[], rewards: readonly SaleReward[], discountPpm = 0) =>
  new Story(program(discountPpm)).play(
    saleOf(
      lines.reduce((sum, { total }) => sum + total, 0),
      { lines, rewards },
    ),
  );

/**
 * Discounts of rewards, written another way: minor unit by minor unit in fractions of BigInt, each line by itself.
 * Answers the discount of each line, or null where a reward would take nothing off or the order is too small.
 */
function oracle(lines: readonly Line[], rewards: readonly SaleReward[], discountPpm: number): number[] | null {
  const amount = lines.reduce((sum, { total }) => sum + BigInt(total), 0n);
  const spread = (sum: bigint, weights: readonly bigint[]): bigint[] => {
    const all = weights.reduce((a, b) => a + b, 0n);
    if (all === 0n) return weights.map((_, i) => (i === 0 ? sum : 0n));
    const parts = weights.map((weight) => (sum * weight) / all);
    const order = weights
      .map((weight, i) => ({ i, rest: (sum * weight) % all }))
      .sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1));
    const missing = Number(sum - parts.reduce((a, b) => a + b, 0n));
    for (const { i } of order.slice(0, missing)) parts[i] = (parts[i] ?? 0n) + 1n;
    return parts;
  };
  const totals = lines.map(({ total }) => BigInt(total));
  const taken = spread((amount * BigInt(discountPpm)) / 1_000_000n, totals);
  const left = () => totals.map((total, i) => total - (taken[i] ?? 0n));
  const rank = { FREE_ITEM: 0, SHIPPING: 1, AMOUNT_OFF: 2, SHARE_OFF: 3 };
  const sorted = [...rewards].sort(
    (a, b) => rank[a.gift.kind] - rank[b.gift.kind] || a.redemptionId.localeCompare(b.redemptionId),
  );
  for (const { gift, minimumOrder } of sorted) {
    if (amount < BigInt(minimumOrder)) return null;
    const now = left();
    const sum = now.reduce((a, b) => a + b, 0n);
    const least = (a: bigint, b: number | null) => (b === null || a < BigInt(b) ? a : BigInt(b));
    let given: bigint[];
    if (gift.kind === 'AMOUNT_OFF') given = spread(least(sum, gift.amount), now);
    else if (gift.kind === 'SHARE_OFF')
      given = spread(least((sum * BigInt(gift.ratePpm)) / 1_000_000n, gift.most), now);
    else {
      const fits = lines.map(
        ({ sku, category }) => gift.skus.includes(sku ?? '\0') || gift.categories.includes(category ?? '\0'),
      );
      if (gift.kind === 'SHIPPING') given = now.map((rest, i) => (fits[i] === true ? rest : 0n));
      else {
        const units = now.map((rest, i) => {
          const quantity = BigInt(lines[i]?.quantityMilli ?? 0);
          return fits[i] !== true ? -1n : quantity <= 1_000n ? rest : (rest * 1_000n) / quantity;
        });
        const best = units.reduce((at, unit, i) => (unit > (units[at] ?? 0n) ? i : at), 0);
        given = now.map((_, i) => (i === best && (units[best] ?? 0n) > 0n ? least(units[best] ?? 0n, gift.most) : 0n));
      }
    }
    const isFreeAnyway = gift.kind === 'SHIPPING' && gift.skus.length + gift.categories.length === 0;
    if (!isFreeAnyway && given.every((part) => part === 0n)) return null;
    given.forEach((part, i) => (taken[i] = (taken[i] ?? 0n) + part));
  }
  return taken.map(Number);
}

const saleLines = fc.array(
  fc
    .record({
      total: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.constantFrom(0, 1, 3)),
      sku: fc.constantFrom('a', 'b', null),
      category: fc.constantFrom('pizza', 'drinks', null),
      quantityMilli: fc.constantFrom(1, 500, 1_000, 1_500, 2_000, 7_000),
    })
    .map(({ total, ...line }) => lineOf(total, line)),
  { minLength: 1, maxLength: 5 },
);

describe('rewards at a sale', () => {
  it('take off what another arithmetic says, of each line', () => {
    fc.assert(
      fc.property(
        saleLines,
        rewardsOfSale(1),
        fc.constantFrom(0, 50_000, 333_333, 1_000_000),
        (lines, rewards, ppm) => {
          const decision = sell(lines, rewards, ppm);
          const expected = oracle(lines, rewards, ppm);
          if (expected === null) {
            expect(decision).toMatchObject({ kind: 'REFUSED' });
            return;
          }
          if (decision.kind === 'REFUSED') throw new Error(decision.code);
          expect(decision.lines.map(({ discount }) => discount)).toEqual(expected);
          expect(decision.amounts.discount).toBe(expected.reduce((sum, part) => sum + part, 0));
          expect(decision.amounts.payable).toBe(decision.amounts.amount - decision.amounts.discount);
          for (const { payable } of decision.lines) expect(payable).toBeGreaterThanOrEqual(0);
        },
      ),
      runs(600),
    );
  });

  it('refunded line by line in any order end where the whole ends, and come back with the last', () => {
    fc.assert(
      fc.property(saleLines, rewardsOfSale(1), fc.infiniteStream(fc.nat()), (lines, rewards, order) => {
        const amount = lines.reduce((sum, { total }) => sum + total, 0);
        const whole = new Story(program(70_000));
        const parts = new Story(program(70_000));
        const act = saleOf(amount, { lines, rewards });
        if (whole.play(act, 'sale').kind === 'REFUSED' || amount === 0) return;
        parts.done(act, 'sale');
        const all = whole.refund('sale');
        const random = order[Symbol.iterator]();
        const turns = lines.map((_, n) => ({ n: n + 1, by: random.next().value as number }));
        const back = turns
          .filter(({ n }) => (lines[n - 1]?.total ?? 0) > 0)
          .sort((a, b) => a.by - b.by)
          .map(({ n }) => parts.refund('sale', linesOf(n)));
        if (all.kind === 'REFUSED') throw new Error(all.code);
        const sums = back.map((one) => (one.kind === 'REFUSED' ? null : one.amounts));
        for (const figure of ['discount', 'payable', 'pointsEarned'] as const) {
          expect(sums.reduce((sum, one) => sum + (one?.[figure] ?? NaN), 0)).toBe(all.amounts[figure]);
        }
        const returned = back.map((one) =>
          one.kind === 'REFUSED' ? [] : one.trace.filter(({ rule }) => rule === 'refund.reward'),
        );
        expect(returned.at(-1)).toHaveLength(rewards.length);
        expect(returned.slice(0, -1).flat()).toEqual([]);
        expect(parts.guest.balance).toEqual(whole.guest.balance);
      }),
      runs(300),
    );
  });

  it('are the same in whichever order they are listed', () => {
    fc.assert(
      fc.property(saleLines, rewardsOfSale(2), (lines, rewards) => {
        expect(sell(lines, [...rewards].reverse(), 50_000)).toEqual(sell(lines, rewards, 50_000));
      }),
      runs(100),
    );
  });

  it('never pay more than there is to pay, and are not used up for nothing', () => {
    expect(sell([lineOf(300)], [reward(off(500))])).toMatchObject({ amounts: { discount: 300, payable: 0 } });
    expect(sell([lineOf(300)], [reward(off(500)), reward(off(1), { redemptionId: 'r2' })])).toEqual({
      kind: 'REFUSED',
      code: 'reward_not_available',
      data: { redemptionId: 'r2', reward: 'R-1', reason: 'NOTHING_TO_PAY' },
    });
    const shipping = (categories: string[]): SaleGift => ({ kind: 'SHIPPING', skus: [], categories });
    expect(sell([lineOf(300)], [reward(shipping(['delivery']))])).toMatchObject({
      code: 'reward_not_available',
      data: { reason: 'NO_SUCH_ITEM' },
    });
    expect(sell([lineOf(300)], [reward(shipping([]))])).toMatchObject({
      amounts: { discount: 0 },
      trace: expect.arrayContaining([
        { effect: 'DISCOUNT', rule: 'reward.shipping', amount: 0, arguments: { reward: 'R-1' } },
      ]),
    });
  });

  it('say why they would take nothing off', () => {
    const cake = lineOf(0, { sku: 'cake' });
    const free = (...skus: string[]): SaleGift => ({ kind: 'FREE_ITEM', skus, categories: [], most: null });
    const reasonOf = (gift: SaleGift, lines: readonly Line[]) => {
      const sale = sell(lines, [reward(gift)]);
      return sale.kind === 'REFUSED' ? sale.data['reason'] : sale.lines.map(({ discount }) => discount);
    };
    expect(reasonOf(free('cake'), [lineOf(300), cake])).toBe('NOTHING_TO_PAY');
    const home: SaleGift = { kind: 'SHIPPING', skus: ['courier'], categories: ['delivery'] };
    expect(reasonOf(home, [lineOf(300)])).toBe('NO_SUCH_ITEM');
    const delivery = lineOf(400, { type: 'DELIVERY' });
    expect(reasonOf(free('cake'), [lineOf(300), delivery])).toBe('NO_SUCH_ITEM');
    expect(reasonOf(home, [lineOf(300), delivery])).toEqual([0, 400]);
    const wine = { categories: [], skus: ['wine'], types: [] };
    const restrictions = {
      discount: wine,
      redemption: { ...wine, skus: [] },
      leastPrices: [],
      base: 'WITH_TAX',
    } as const;
    const lines = [lineOf(0, { sku: 'wine' }), lineOf(300, { sku: 'wine' }), lineOf(500)];
    expect(
      new Story(programOf({ restrictions })).play(saleOf(800, { lines, rewards: [reward(free('wine'))] })),
    ).toMatchObject({
      data: { reason: 'NO_DISCOUNT' },
    });
  });

  it('of one kind are taken by the order of their redemptions', () => {
    const share: SaleGift = { kind: 'SHARE_OFF', ratePpm: partsPerMillion(500_000), most: null };
    const rewards = ['r3', 'r2'].map((redemptionId) => reward(off(100), { redemptionId, code: redemptionId }));
    const sale = sell([lineOf(400)], [reward(share, { redemptionId: 'r1', code: 'r1' }), ...rewards]);
    // A share comes after amounts, of what they leave.
    expect(sale.kind === 'DECIDED' && sale.trace.slice(0, 3)).toEqual(
      ['r2', 'r3', 'r1'].map((code) => ({
        effect: 'DISCOUNT',
        rule: 'reward.discount',
        amount: 100,
        arguments: { reward: code },
      })),
    );
  });

  it('ask for their minimum order, met from its exact value on', () => {
    const from = (minimumOrder: number) =>
      sell([lineOf(300)], [reward(off(50), { minimumOrder: minorUnits(minimumOrder) })]);
    expect(from(300)).toMatchObject({ amounts: { discount: 50, payable: 250 } });
    expect(from(301)).toEqual({
      kind: 'REFUSED',
      code: 'order_minimum_not_met',
      data: { redemptionId: 'r1', reward: 'R-1', min: 301, amount: 300 },
    });
  });

  it('give one unit of the dearest of their goods: by its price, the earlier of two, and up to their bound', () => {
    const mug = (quantityMilli: number, total: number) => lineOf(total, { sku: 'mug', quantityMilli });
    const free = (lines: readonly Line[], most: number | null = null) => {
      const gift: SaleGift = {
        kind: 'FREE_ITEM',
        skus: ['mug'],
        categories: ['cups'],
        most: most === null ? null : minorUnits(most),
      };
      const sale = sell(lines, [reward(gift)]);
      return sale.kind === 'REFUSED'
        ? sale.data
        : [
            sale.amounts.discount,
            sale.trace.find(({ effect }) => effect === 'DISCOUNT'),
            sale.lines.map(({ payable }) => payable),
          ];
    };
    const told = (amount: number) => ({
      effect: 'DISCOUNT',
      rule: 'reward.freeItem',
      amount,
      arguments: { reward: 'R-1' },
    });
    expect(free([lineOf(900), mug(3_000, 600), mug(1_000, 150)])).toEqual([200, told(200), [900, 400, 150]]);
    expect(free([mug(1_000, 150), mug(1_000, 150)])).toEqual([150, told(150), [0, 150]]);
    expect(free([mug(500, 150), lineOf(90, { category: 'cups' })])).toEqual([150, told(150), [0, 90]]);
    expect(free([mug(1_001, 1_001)])).toEqual([1_000, told(1_000), [1]]);
    expect(free([mug(1_000, 150)], 100)).toEqual([100, told(100), [50]]);
    expect(free([lineOf(90, { sku: 'cup', category: 'cup' })])).toEqual({
      redemptionId: 'r1',
      reward: 'R-1',
      reason: 'NO_SUCH_ITEM',
    });
  });
});

describe('a reward for points', () => {
  const bought = (available: number, changes: Parameters<typeof rewardOf>[1] = {}, cost = 60) => {
    const story = new Story(program(), undefined, calendarAt());
    story.done({
      kind: 'MANUAL',
      direction: 'CREDIT',
      points: points(available),
      reasonCode: 'X',
      occurredAt: NOON,
      restaurantId: null,
      restores: null,
    });
    return story.play(rewardOf(cost, changes));
  };

  it('leaves the guest for the place that gives it, or for the network', () => {
    expect(bought(100)).toMatchObject({
      transfers: [{ code: 'REDEMPTION', credit: 'RESTAURANT_REDEEMED', amount: 60 }],
    });
    expect(bought(100, { restaurantId: null })).toMatchObject({
      transfers: [{ credit: 'NETWORK_REDEEMED', restaurantId: null }],
    });
    expect(bought(100, {}, 0)).toMatchObject({ kind: 'DECIDED', transfers: [] });
  });

  it.each([
    ['insufficient_points', { available: 59 }, () => bought(59)],
    ['insufficient_points', { available: 100 }, () => bought(100, { quantity: 2 })],
    ['redemption_limit_exceeded', { max: 59, limitedBy: 'NETWORK' }, () => bought(100, { networkLimit: points(59) })],
    ['out_of_stock', { left: 0 }, () => bought(100, { offer: { ...rewardOf(1).offer, stockLeft: 0 } })],
    ['slot_required', {}, () => bought(100, { offer: { ...rewardOf(1).offer, slotMissing: true } })],
    [
      'insufficient_points',
      { available: 100 },
      () => bought(100, { offer: { ...rewardOf(101).offer, slotMissing: true } }),
    ],
    ['slot_taken', { left: 0 }, () => bought(100, { offer: { ...rewardOf(1).offer, slotLeft: 0 } })],
    ['reward_limit_reached', { left: 0 }, () => bought(100, { offer: { ...rewardOf(1).offer, guestLeft: 0 } })],
    [
      'reward_not_available',
      { reason: 'TIER', tier: 'BASE' },
      () => bought(100, { offer: { ...rewardOf(1).offer, tiers: ['GOLD'] } }),
    ],
  ])('is refused with %s', (code, data, ask) => {
    expect(ask()).toEqual({ kind: 'REFUSED', code, data });
  });

  it('takes exactly what is there', () => {
    const edge = { ...rewardOf(60).offer, stockLeft: 1, slotLeft: 1, guestLeft: 1, tiers: ['BASE'] };
    expect(bought(60, { offer: edge, networkLimit: points(60) })).toMatchObject({ amounts: { pointsRedeemed: 60 } });
  });
});
