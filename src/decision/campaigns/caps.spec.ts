import fc from 'fast-check';
import { DAY, HOUR, lineOf, NOON, saleOf } from '../../../test/support/decision/acts';
import {
  activitiesOf,
  allOf,
  capsOf,
  condition,
  earningOf,
  multiplierRule,
  pointsRule,
  programOf,
  ruleOf,
} from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { amountOf, Story } from '../../../test/support/decision/story';
import { minorUnits, points } from '..';

describe('the caps of a rule', () => {
  const traceOf = (story: Story, amount: number) =>
    story
      .done(saleOf(amount, { occurredAt: story.now }))
      .trace.filter(({ rule }) => rule.startsWith('earning.rule'))
      .map(({ effect, rule, amount: gives, arguments: args }) => [effect, rule, gives, args['period']]);

  it('cut what the rule brings and nothing else', () => {
    const rules = [pointsRule('a', 30, null, capsOf({ perDay: points(50) })), pointsRule('b', 7)];
    const story = new Story(programOf({ earning: earningOf({ rules }) }));
    expect(story.done(saleOf(500)).amounts.pointsEarned).toBe(42);
    expect(story.done(saleOf(500)).amounts.pointsEarned).toBe(32);
    expect(traceOf(story, 500)).toEqual([
      ['EARN', 'earning.rule.a', 30, undefined],
      ['EARN', 'earning.rule.b', 7, undefined],
      ['CAP', 'earning.rule.a.cap', 30, 'perDay'],
    ]);
  });

  it('cut what a multiplier adds, before the tier has its say over the rest', () => {
    const rules = [multiplierRule('twice', 2_000_000, null, capsOf({ perSale: points(3) }))];
    const sale = new Story(programOf({ earning: earningOf({ rules }) })).done(saleOf(1_000));
    expect(sale.amounts.pointsEarned).toBe(13);
    // A later multiplier may leave less than the cap takes away.
    const twice = [...rules, multiplierRule('void', 0)];
    expect(
      new Story(programOf({ earning: earningOf({ rules: twice }) })).done(saleOf(1_000)).amounts.pointsEarned,
    ).toBe(0);
  });

  it('are counted by name, without what counted nothing and without periods that are over', () => {
    const tea = allOf(condition('category', '=', 'tea'));
    const rules = [
      pointsRule('a', 10, null, capsOf({ perDay: points(90), perWeek: points(90), perGuest: points(90) })),
      pointsRule('b', 10, tea, capsOf({ perDay: points(90) })),
    ];
    const caps = capsOf({ perDay: points(90) });
    const story = new Story(programOf({ earning: earningOf({ rules, caps, base: null }) }));
    const counted = () => story.guest.counters.caps.map(({ cap }) => cap);
    story.done(saleOf(0));
    expect(counted()).toEqual([]);
    story.done(saleOf(500, { lines: [lineOf(500, { category: 'tea' })] }));
    const first = ['earning.perDay', 'earning.rule.a.perDay', 'earning.rule.a.perGuest', 'earning.rule.a.perWeek'];
    expect(counted()).toEqual([...first, 'earning.rule.b.perDay']);
    story.at(NOON + DAY).done(saleOf(500, { occurredAt: NOON + DAY }));
    expect(counted()).toEqual(first);
  });

  it('begin anew on Monday, and never in the life of a guest', () => {
    const week = new Story(
      programOf({ earning: earningOf({ rules: [pointsRule('a', 10, null, capsOf({ perWeek: points(10) }))] }) }),
    );
    // 1 March 2026 is a Sunday, whose business day ends at 04:00 of Monday.
    expect(week.done(saleOf(100)).amounts.pointsEarned).toBe(11);
    expect(traceOf(week.at(NOON + 15 * HOUR), 100)).toHaveLength(2);
    expect(traceOf(week.at(NOON + 16 * HOUR), 100)).toHaveLength(1);
    expect(week.guest.counters.caps).toEqual([{ cap: 'earning.rule.a.perWeek', period: 20_514, used: 10 }]);
    const life = new Story(
      programOf({ earning: earningOf({ rules: [pointsRule('a', 10, null, capsOf({ perGuest: points(10) }))] }) }),
    );
    life.done(saleOf(100));
    expect(traceOf(life.at(NOON + 300 * DAY), 100)[1]).toEqual(['CAP', 'earning.rule.a.cap', 10, 'perGuest']);
  });

  it('give back to the lines of the refund what the rule brought by them', () => {
    const rules = [
      ruleOf(
        'q',
        { kind: 'PER_QUANTITY', quantityMilli: 1_000, points: points(5) },
        null,
        capsOf({ perGuest: points(100) }),
      ),
    ];
    const story = new Story(programOf({ earning: earningOf({ rules }) }));
    story.done(saleOf(1_000, { lines: [lineOf(900), lineOf(100, { quantityMilli: 3_000 })] }), 'sale');
    story.refund('sale', { kind: 'LINES', lines: [{ line: 2, quantityMilli: null, total: null }] });
    expect(story.guest.counters.caps).toMatchObject([{ used: 5 }]);
    story.refund('sale');
    expect(story.guest.counters.caps).toMatchObject([{ used: 0 }]);
  });
});

describe('any sales and refunds under caps', () => {
  const steps = fc.array(
    fc.record({
      hours: fc.constantFrom(0, 0, 1, 7, 20, 24, 70),
      amount: fc.integer({ min: 1, max: 9_000 }),
      refund: fc.option(fc.record({ which: fc.nat(20), part: fc.integer({ min: 1, max: 100 }) }), { freq: 1 }),
    }),
    { minLength: 1, maxLength: 25 },
  );
  const most = fc.option(fc.integer({ min: 1, max: 150 }).map(points), { freq: 3 });

  it('give what a ledger of single sales allows, in every period, with what was refunded free again', () => {
    fc.assert(
      fc.property(fc.record({ perSale: most, perDay: most, perWeek: most, perGuest: most }), steps, (caps, life) => {
        const story = new Story(programOf({ earning: earningOf({ caps }) }));
        // The oracle keeps no counters: it adds up what is left of every sale of the period each time.
        const kept: { at: number; id: string; amount: number; earned: number; refunded: number }[] = [];
        const dayOf = (at: number) => Math.floor((at - 4 * HOUR) / DAY);
        const weekOf = (at: number) => Math.floor((dayOf(at) + 3) / 7);
        const left = (sale: (typeof kept)[number]) =>
          sale.refunded === sale.amount ? 0 : sale.earned - Math.floor((sale.earned * sale.refunded) / sale.amount);
        const usedIn = (same: (at: number) => boolean) =>
          kept.filter(({ at }) => same(at)).reduce((sum, sale) => sum + left(sale), 0);
        for (const [index, { hours, amount, refund }] of life.entries()) {
          story.at(story.now + hours * HOUR);
          const sale = refund === null ? undefined : kept[refund.which % Math.max(1, kept.length)];
          if (sale !== undefined && refund !== null) {
            const part = Math.min(sale.amount - sale.refunded, Math.ceil((sale.amount * refund.part) / 100));
            if (part === 0) continue;
            story.refund(sale.id, amountOf(part));
            sale.refunded += part;
            continue;
          }
          const { now } = story;
          const allowed = Math.min(
            Math.floor(amount / 100),
            caps.perSale ?? Infinity,
            Math.max(0, (caps.perDay ?? Infinity) - usedIn((at) => dayOf(at) === dayOf(now))),
            Math.max(0, (caps.perWeek ?? Infinity) - usedIn((at) => weekOf(at) === weekOf(now))),
            Math.max(0, (caps.perGuest ?? Infinity) - usedIn(() => true)),
          );
          const { pointsEarned } = story.done(saleOf(amount, { occurredAt: now }), `sale-${String(index)}`).amounts;
          expect(pointsEarned).toBe(allowed);
          kept.push({
            at: now,
            id: `sale-${String(index)}`,
            amount: minorUnits(amount),
            earned: pointsEarned,
            refunded: 0,
          });
        }
      }),
      runs(600),
    );
  });
});

describe('the referrals of a month', () => {
  it('begin anew with the month of business days, and stand in the order of their names', () => {
    const referral = {
      referrerPoints: points(10),
      friendPoints: points(0),
      times: { perMonth: 1, perGuest: 3 },
    };
    const story = new Story(programOf({ activities: activitiesOf({ referral }) }));
    const award = () => {
      const act = { kind: 'AWARD', activity: 'referral.referrer', occurredAt: story.now, restaurantId: null } as const;
      return story.done(act).amounts.pointsEarned;
    };
    expect([award(), award()]).toEqual([10, 0]);
    // 1 March 2026 at noon; the business day of 31 March ends at 04:00 of 1 April.
    story.at(NOON + 31 * DAY - 9 * HOUR);
    expect(award()).toBe(0);
    story.at(NOON + 31 * DAY - 8 * HOUR);
    expect([award(), award()]).toEqual([10, 0]);
    // The award that was refused counted nothing. 1 April 2026 is day 20,544.
    expect(story.guest.counters.caps).toEqual([
      { cap: 'activity.referral.referrer.perGuest', period: 0, used: 2 },
      { cap: 'activity.referral.referrer.perMonth', period: 20_544, used: 1 },
    ]);
  });
});
