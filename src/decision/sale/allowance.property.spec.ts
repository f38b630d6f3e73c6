import fc from 'fast-check';
import { lineOf, manualOf, NOON, redemptionOf, saleOf } from '../../../test/support/decision/acts';
import { Accounts, expectBooked } from '../../../test/support/decision/audit';
import { programOf } from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { amountOf, Story } from '../../../test/support/decision/story';
import { minorUnits, points, type Decision, type ProgramDocument, type SaleDetails } from '..';

const PROGRAM = programOf({
  redemption: { minPoints: points(1), maxSharePpm: null, leaveAtLeast: minorUnits(0) },
  expiry: { kind: 'NEVER' },
});

function storyWith(own: number, changes: Partial<ProgramDocument> = {}): Story {
  const story = new Story({ ...PROGRAM, ...changes });
  if (own > 0) story.done(manualOf('CREDIT', own));
  return story;
}

const movedOf = (decision: Decision, code: string) =>
  decision.transfers.reduce((sum, transfer) => (transfer.code === code ? sum + transfer.amount : sum), 0);

const few = fc.integer({ min: 0, max: 60 });
/** Sales of lines of 100.00, where a point is worth 1.00, so no other limit than the balances is met. */
const situations = fc.record({
  own: few,
  room: few,
  wanted: fc.integer({ min: 1, max: 120 }),
  weights: fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 5 }),
});

function amountsOf(weights: readonly number[]): { amount: number; lines: ReturnType<typeof lineOf>[] } {
  const lines = [...weights, 20_000].map((total) => lineOf(total));
  return { amount: lines.reduce((sum, { total }) => sum + total, 0), lines };
}

describe('the allowance of an offline till', () => {
  it('pays just what the guest is short of, and nothing where it has not so much room', () => {
    fc.assert(
      fc.property(situations, fc.boolean(), ({ own, room, wanted, weights }, isSale) => {
        const story = storyWith(own);
        const { amount, lines } = amountsOf(weights);
        const offlineAllowance = points(room);
        const decision = story.play(
          isSale
            ? saleOf(amount, { lines, pointsToRedeem: points(wanted), offlineAllowance })
            : redemptionOf(amount, wanted, { offlineAllowance }),
        );
        if (wanted > own + room) {
          expect(decision).toEqual({ kind: 'REFUSED', code: 'insufficient_points', data: { available: own } });
          return;
        }
        if (decision.kind === 'REFUSED') throw new Error(decision.code);
        const ofGuest = Math.min(own, wanted);
        expect(movedOf(decision, 'REDEMPTION')).toBe(ofGuest);
        expect(movedOf(decision, 'OFFLINE_LOSS')).toBe(wanted - ofGuest);
        // Points earned by the sale came after it was paid.
        expect(story.guest.balance.available).toBe(own - ofGuest + decision.amounts.pointsEarned);
        expect(decision.amounts.pointsValue).toBe(wanted * 100);
        // It is 0 for nearly every act, and then not stored.
        expect((decision.details as SaleDetails).byAllowance).toBe(wanted === ofGuest ? undefined : wanted - ofGuest);
      }),
      runs(500),
    );
  });

  it('decides the same with more room than is needed', () => {
    fc.assert(
      fc.property(situations, few, ({ own, wanted, weights }, more) => {
        const { amount, lines } = amountsOf(weights);
        const missing = Math.max(0, wanted - own);
        const decided = [missing, missing + more].map((room) => {
          const offlineAllowance = points(room);
          const act = saleOf(amount, { lines, pointsToRedeem: points(wanted), offlineAllowance });
          return { ...storyWith(own).done(act), redeemable: null };
        });
        expect(JSON.stringify(decided[1])).toBe(JSON.stringify(decided[0]));
      }),
      runs(200),
    );
  });

  it('gets its part of every refund, point by point, and at the end all of it', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 8 });
    const policies = fc.constantFrom('DEBT' as const, 'NEGATIVE' as const, 'FORGIVE' as const);
    fc.assert(
      fc.property(situations, parts, policies, ({ own, wanted, weights }, shares, refundPolicy) => {
        const { amount, lines } = amountsOf(weights);
        const byAllowance = Math.max(0, wanted - own);
        const sell = () => {
          const story = storyWith(own, { refundPolicy });
          const offlineAllowance = points(byAllowance);
          story.done(saleOf(amount, { lines, pointsToRedeem: points(wanted), offlineAllowance }), 'sale');
          return story;
        };
        // For each point that comes back, in order, whether it returns to the allowance. A point does as soon as the allowance's share of the points so far is one more.
        const isAllowances = Array.from({ length: wanted }, (_, n) => {
          const due = (count: number) => Number((BigInt(byAllowance) * BigInt(count)) / BigInt(wanted));
          return due(n + 1) > due(n);
        });
        const story = sell();
        let left = amount;
        let told = 0;
        const back = (part: number) => {
          const decision = story.refund('sale', amountOf(part));
          if (decision.kind === 'REFUSED') throw new Error(decision.code);
          const now = isAllowances.slice(told, told + decision.amounts.pointsRedeemed);
          told += now.length;
          const offline = now.filter(Boolean).length;
          expect(movedOf(decision, 'OFFLINE_LOSS')).toBe(offline);
          expect(movedOf(decision, 'GIVE_BACK')).toBe(now.length - offline);
          left -= part;
        };
        for (const part of shares) if (part < left) back(part);
        back(left);
        expect(told).toBe(wanted);

        const atOnce = sell();
        atOnce.refund('sale');
        expect(story.guest.balance).toEqual(atOnce.guest.balance);
        for (const { rows } of [story, atOnce]) {
          const accounts = new Accounts();
          for (const row of rows) expectBooked(accounts, row);
          expect(accounts.of('RESTAURANT_OFFLINE_LOSS')).toBe(0);
        }
      }),
      runs(300),
    );
  });

  it('is not asked for what a hold set aside', () => {
    const story = storyWith(50);
    const sale = saleOf(20_000, { pointsToRedeem: points(50) });
    story.done({ kind: 'HOLD', sale, expiresAt: NOON + 600_000 }, 'hold');
    const hold = { id: 'hold', points: points(50), expiresAt: NOON + 600_000 };
    const beyond = { ...sale, hold, pointsToRedeem: points(51), offlineAllowance: points(100) };
    expect(story.play(beyond)).toMatchObject({ code: 'redemption_limit_exceeded' });
    const captured = story.done({ ...beyond, pointsToRedeem: points(50) });
    expect(movedOf(captured, 'OFFLINE_LOSS')).toBe(0);
  });

  it('says what it paid apart from what the guest paid', () => {
    const rulesOf = (own: number) =>
      storyWith(own)
        .done(saleOf(20_000, { pointsToRedeem: points(50), offlineAllowance: points(50) }))
        .trace.filter(({ rule }) => !rule.startsWith('earning.') && !rule.startsWith('activity.'))
        .map(({ rule, amount, arguments: { value } }) => [rule, amount, value]);
    expect(rulesOf(50)).toEqual([['redemption', 50, 5_000]]);
    expect(rulesOf(20)).toEqual([
      ['redemption', 20, 2_000],
      ['redemption.allowance', 30, 3_000],
    ]);
    expect(rulesOf(0)).toEqual([['redemption.allowance', 50, 5_000]]);
  });

  it('is moved from and back to the account of the restaurant, of no lot, and the refund says so', () => {
    const story = storyWith(20);
    const ofRestaurant = (decision: Decision) =>
      decision.transfers
        .filter(({ code }) => code === 'OFFLINE_LOSS')
        .map(({ debit, credit, restaurantId, amount, lotId }) => [debit, credit, restaurantId, amount, lotId]);
    const act = saleOf(20_000, { pointsToRedeem: points(50), offlineAllowance: points(50) });
    expect(ofRestaurant(story.done(act, 'sale'))).toEqual([
      ['RESTAURANT_OFFLINE_LOSS', 'RESTAURANT_REDEEMED', 'restaurant-1', 30, null],
    ]);
    const [first, last] = [story.refund('sale', amountOf(10_000)), story.refund('sale')];
    if (first.kind === 'REFUSED' || last.kind === 'REFUSED') throw new Error('refused');
    for (const refund of [first, last]) {
      expect(ofRestaurant(refund)).toEqual([
        ['RESTAURANT_REDEEMED', 'RESTAURANT_OFFLINE_LOSS', 'restaurant-1', 15, null],
      ]);
      expect(refund.details).toMatchObject({ kind: 'REFUND', toAllowance: 15 });
      const given = refund.trace.filter(({ effect }) => effect === 'GIVE_BACK');
      expect(given.map(({ rule, amount }) => [rule, amount])).toEqual([
        ['refund.redeemed', 10],
        ['refund.allowance', 15],
      ]);
      expect(refund.amounts.pointsRedeemed).toBe(25);
    }
  });
});
