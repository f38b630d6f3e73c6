import { manualOf, redemptionOf, saleOf } from '../../../test/support/decision/acts';
import { earningOf, programOf, tierOf, needs } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { compileProgram, type Decision, minorUnits, type NoRegret, partsPerMillion, points } from '..';

const PAYING = { minPoints: points(1), maxSharePpm: null, leaveAtLeast: minorUnits(0) };
/** One point for 1.00, worth 1.00. */
const OLD = programOf();
const every = (step: number) => earningOf({ base: { step: minorUnits(step), points: points(1) } });
const NEW = programOf({ earning: every(200) });

describe('a no-regret change', () => {
  it('gives what the earlier version gives more, and says both', () => {
    const decision = storyOf(NEW, OLD).done(saleOf(10_000));
    expect(decision.amounts.pointsEarned).toBe(100);
    expect(decision.facts.noRegret).toEqual({ now: 3, before: 2, counted: 'BEFORE', paid: 5_000 });
    expect(decision.trace.at(-1)).toEqual({
      effect: 'CHOOSE',
      rule: 'noRegret.before',
      amount: 5_000,
      arguments: { earnedNow: 50, earnedBefore: 100 },
    });
  });

  it('gives what the newer version gives more', () => {
    const decision = storyOf(OLD, NEW).done(saleOf(10_000));
    expect(decision.amounts.pointsEarned).toBe(100);
    expect(decision.facts.noRegret).toMatchObject({ counted: 'NOW' });
    expect(decision.trace.at(-1)).toMatchObject({ rule: 'noRegret.now', amount: 5_000 });
  });

  it('leaves a tie to the newer version and says nothing', () => {
    const same = programOf({ refundPolicy: 'FORGIVE' });
    const decision = storyOf(same, OLD).done(saleOf(10_000));
    expect(decision.facts.noRegret).toMatchObject({ counted: 'NOW' });
    expect(decision.trace.filter(({ effect }) => effect === 'CHOOSE')).toEqual([]);
    expect(decision.details).toMatchObject({ refundPolicy: 'FORGIVE' });
  });

  it('weighs a discount against points by their worth in the newer version', () => {
    const off = (ppm: number) => [tierOf('BASE', { discountPpm: partsPerMillion(ppm) })];
    // 60 % off and 40 points, against 150 points that are worth 0.50 each.
    const discount = programOf({ tiers: off(600_000), pointValue: 50_000_000 });
    const generous = programOf({
      earning: earningOf({ base: { step: minorUnits(200), points: points(3) } }),
      pointValue: 50_000_000,
    });
    expect(storyOf(generous, discount).done(saleOf(10_000)).facts.noRegret).toMatchObject({ counted: 'BEFORE' });
    const worthMore = { ...generous, pointValue: 100_000_000 };
    // At 1.00 a point, 150 points are worth more than 60.00 plus 40 points.
    expect(storyOf(worthMore, discount).done(saleOf(10_000)).trace.at(-1)).toMatchObject({
      rule: 'noRegret.now',
      amount: 5_000,
      arguments: { paidNow: 10_000, paidBefore: 4_000, earnedNow: 150, earnedBefore: 40 },
    });
  });

  it('takes a payment by points that only the earlier version allows', () => {
    const half = programOf({ redemption: { ...PAYING, maxSharePpm: partsPerMillion(500_000) } });
    const tenth = programOf({ redemption: { ...PAYING, maxSharePpm: partsPerMillion(100_000) } });
    const rich = (story: Story) => {
      story.done(saleOf(100_000));
      return story;
    };
    expect(rich(storyOf(tenth, half)).done(saleOf(10_000, { pointsToRedeem: points(50) })).amounts).toMatchObject({
      pointsRedeemed: 50,
      payable: 5_000,
    });
    expect(rich(storyOf(tenth, half)).done(redemptionOf(10_000, 50)).facts.noRegret).toMatchObject({
      counted: 'BEFORE',
    });
    // Without points, the newer version would give more: 100 points for 100.00 in place of 50.
    const paid = rich(storyOf(tenth, half)).done(saleOf(10_000, { pointsToRedeem: points(50) }));
    expect(paid.facts.noRegret).toEqual({ now: 3, before: 2, counted: 'BEFORE' });
    // The newer version refuses the payment, so the trace has no figures to compare, and the budget pays nothing.
    expect(paid.trace.at(-1)).toEqual({ effect: 'CHOOSE', rule: 'noRegret.before', amount: 0, arguments: {} });
    expect(rich(storyOf(tenth, half)).play(saleOf(10_000, { pointsToRedeem: points(51) }))).toEqual({
      kind: 'REFUSED',
      code: 'redemption_limit_exceeded',
      data: { max: 10, limitedBy: 'PROGRAM' },
    });
  });

  it('counts by the newer version what only that version allows', () => {
    const [none, half] = [
      { ...PAYING, maxSharePpm: partsPerMillion(0) },
      { ...PAYING, maxSharePpm: null },
    ].map((redemption) => programOf({ redemption }));
    const story = storyOf(half ?? NEW, none ?? OLD);
    story.done(saleOf(10_000));
    const paid = story.done(saleOf(1_000, { pointsToRedeem: points(10) }));
    expect(paid.amounts).toMatchObject({ pointsRedeemed: 10, payable: 0 });
    expect(paid.facts.noRegret).toEqual({ now: 3, before: 2, counted: 'NOW' });
    expect(story.play(saleOf(1_000, { pointsToRedeem: points(1_000) })).kind).toBe('REFUSED');
  });

  it('keeps the tier that the guest deserves by the earlier thresholds', () => {
    const tiers = (spend: number) => [
      tierOf('BASE'),
      tierOf('GOLD', { needs: needs(spend), discountPpm: partsPerMillion(100_000) }),
    ];
    const earning = earningOf({ base: null });
    const story = storyOf(
      programOf({ earning, tiers: tiers(1_000_000) }),
      programOf({ earning, tiers: tiers(50_000) }),
    );
    story.done(saleOf(60_000));
    expect(story.guest.tier).toBe('BASE');
    expect(story.done(saleOf(10_000)).amounts).toMatchObject({ discount: 1_000, payable: 9_000 });
    expect(story.guest.tier).toBe('BASE');
  });

  it('is refused as the newer version refuses it where the budget is short of what the earlier one gives more', () => {
    const generous = programOf({ redemption: PAYING, earning: every(10) });
    const strict = programOf({ redemption: null });
    const sale = saleOf(10_000, { pointsToRedeem: points(1) });
    // 990 points for 99.00 by the earlier version, 100 for 100.00 by the newer one without payment by points.
    const play = (left: number) => {
      const story = storyOf(strict, generous, { left: () => left });
      story.done(manualOf('CREDIT', 10));
      return story.play(sale);
    };
    expect(play(88_999)).toMatchObject({ kind: 'REFUSED', code: 'redemption_limit_exceeded' });
    expect(play(89_000)).toMatchObject({ facts: { noRegret: { counted: 'BEFORE', paid: 89_000 } } });
  });

  it('weighs what points pay by the worth that they have in each version', () => {
    const worth = (pointValue: number) => programOf({ pointValue, earning: earningOf({ base: null }) });
    const story = storyOf(worth(50_000_000), worth(100_000_000));
    story.done(manualOf('CREDIT', 100));
    const decision = story.done(saleOf(10_000, { pointsToRedeem: points(100) }));
    expect(decision.amounts).toMatchObject({ pointsValue: 10_000, payable: 0 });
    // The two versions give equally many points, so the trace tells the difference in money only.
    expect(decision.trace.at(-1)).toEqual({
      effect: 'CHOOSE',
      rule: 'noRegret.before',
      amount: 5_000,
      arguments: { paidNow: 5_000, paidBefore: 0 },
    });
  });

  it('charges nothing to the budget for a hold, which is quoted by the tier of the earlier version', () => {
    const tiers = (spend: number) => [
      tierOf('BASE'),
      tierOf('GOLD', { needs: needs(spend), discountPpm: partsPerMillion(100_000) }),
    ];
    const asked: number[] = [];
    const left = (difference: number) => (asked.push(difference), difference);
    const of = (spend: number) => programOf({ tiers: tiers(spend), earning: earningOf({ base: null }) });
    const story = storyOf(of(1_000_000), of(50_000), { left });
    story.done(manualOf('CREDIT', 50));
    story.done(saleOf(60_000));
    asked.length = 0;
    const hold = (tierAsOf: string | null) => {
      const sale = saleOf(10_000, { pointsToRedeem: points(10), tierAsOf });
      return story.done({ kind: 'HOLD', sale, expiresAt: story.now + 60_000 });
    };
    expect(hold(null)).toMatchObject({ amounts: { discount: 1_000 }, facts: { noRegret: { counted: 'BEFORE' } } });
    expect(hold('BASE').amounts.discount).toBe(0);
    expect(asked).toEqual([]);
  });

  it('counts by the newer version alone where the budget is short, and remembers the rest', () => {
    const story = storyOf(NEW, OLD, { left: () => 4_999 });
    const decision = story.done(saleOf(10_000));
    expect(decision.amounts.pointsEarned).toBe(50);
    expect(decision.facts.noRegret).toEqual({ now: 3, before: 2, counted: 'NOW', left: 4_999 });
    expect(decision.trace.at(-1)).toMatchObject({ rule: 'noRegret.short', amount: 5_000 });
  });

  it('decides nothing else by two versions', () => {
    const asked: number[] = [];
    const story = storyOf(NEW, OLD, { left: (difference) => (asked.push(difference), difference) });
    const refunded = story.done(saleOf(10_000), 'sale');
    const refund = story.refund('sale') as Decision;
    expect(refund.facts.noRegret).toBeUndefined();
    expect(refund.amounts.pointsEarned).toBe(refunded.amounts.pointsEarned);
    expect(asked).toEqual([5_000]);
  });

  function storyOf(now: typeof OLD, before: typeof OLD, changes: Partial<NoRegret> = {}): Story {
    const noRegret: NoRegret = {
      program: compileProgram(before),
      versions: { now: 3, before: 2 },
      left: (difference) => difference,
      ...changes,
    };
    return new Story(now, undefined, undefined, { noRegret });
  }
});
