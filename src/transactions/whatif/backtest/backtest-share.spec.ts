import fc from 'fast-check';
import { DAY, manualOf, saleOf } from '../../../../test/support/decision/acts';
import { documents, steps } from '../../../../test/support/decision/arbitraries';
import { live } from '../../../../test/support/decision/live';
import { runs } from '../../../../test/support/decision/runs';
import {
  activitiesOf,
  allOf,
  condition,
  earningOf,
  pointsRule,
  programOf,
} from '../../../../test/support/decision/programs';
import { Story } from '../../../../test/support/decision/story';
import { GUEST, SETTINGS, VERSION, WrittenStory } from '../../../../test/support/decision/written-story';
import {
  type Act,
  compileProgram,
  minorUnits,
  newGuest,
  partsPerMillion,
  points,
  type ProgramDocument,
} from '../../../decision';
import { BacktestShare, type ShareOutcome } from '../reports/backtest-share.rules';
import { addFigures, type TallyFigures, noFigures } from '../guests/tally.rules';

function backtest(
  past: ProgramDocument,
  draft: ProgramDocument,
  story: WrittenStory,
  from: number | null = null,
  segments: readonly string[] = [],
): ShareOutcome {
  const program = compileProgram(past);
  const programs = {
    ofVersion: (version: number) => (version === VERSION ? program : undefined),
    inForce: () => program,
  };
  const share = new BacktestShare(compileProgram(draft), programs, SETTINGS, { from, until: story.now });
  const guest = { isImported: false, birthday: story.guest.birthday, joinedDay: story.guest.joinedDay, segments };
  for (const { row, transfers } of structuredClone(story.journal)) share.add(GUEST, guest, { row, transfers });
  return share.finish();
}

function sum(cells: readonly TallyFigures[]): TallyFigures {
  return cells.reduce<TallyFigures>(addFigures, noFigures());
}

function lived(document: ProgramDocument, life: Parameters<typeof live>[1][]): WrittenStory {
  const story = new WrittenStory(document);
  for (const step of life) live(story, step);
  story.settle();
  return story;
}

/** Acts of services and managers, placed between acts at a till. */
type Outside = { readonly kind: 'AWARD' | 'SET' | 'END'; readonly after: number; readonly which: number };

const outside = fc.array(
  fc.record({
    kind: fc.constantFrom('AWARD' as const, 'SET' as const, 'END' as const),
    after: fc.nat(9),
    which: fc.nat(2),
  }),
  { maxLength: 8 },
);

function actOf({ kind, which }: Outside, now: number): Act {
  switch (kind) {
    case 'AWARD': {
      const activity = ['review', 'birthday', 'registration'][which] ?? '';
      return { kind, activity, occurredAt: now, restaurantId: null };
    }
    case 'SET':
      return { kind: 'TIER', change: { kind, tier: `T${String(which)}`, untilDay: null } };
    case 'END':
      return { kind: 'TIER', change: { kind } };
  }
}

function livedWith(document: ProgramDocument, life: Parameters<typeof live>[1][], acts: Outside[]): WrittenStory {
  const story = new WrittenStory(document);
  for (const [index, step] of life.entries()) {
    live(story, step);
    for (const act of acts) if (act.after === index) story.play(actOf(act, story.now));
  }
  story.settle();
  return story;
}

describe('a backtest', () => {
  it('of the programme that decided finds what happened, cell by cell, whatever the life', () => {
    fc.assert(
      fc.property(documents, steps, (document, life) => {
        const outcome = backtest(document, document, lived(document, life));
        expect(outcome.firstUnread).toBeNull();
        const byPlace = (one: ShareOutcome['actual'][number], other: ShareOutcome['actual'][number]) =>
          `${one.month}/${one.restaurantId ?? ''}/${one.tier}` <
          `${other.month}/${other.restaurantId ?? ''}/${other.tier}`
            ? -1
            : 1;
        expect([...outcome.draft].sort(byPlace)).toEqual([...outcome.actual].sort(byPlace));
        expect(outcome.gaining + outcome.losing).toBe(0);
      }),
      runs(300),
    );
  });

  it('finds what happened through activities and tiers by hand too', () => {
    fc.assert(
      fc.property(documents, steps, outside, (document, life, acts) => {
        const outcome = backtest(document, document, livedWith(document, life, acts));
        expect(outcome.firstUnread).toBeNull();
        expect(sum(outcome.draft)).toEqual(sum(outcome.actual));
        expect(outcome.gaining + outcome.losing).toBe(0);
      }),
      runs(200),
    );
  });

  it('that begins in the middle of a life takes the guest over, and of the same programme finds what happened', () => {
    fc.assert(
      fc.property(documents, steps, fc.nat(), (document, life, share) => {
        const story = lived(document, life);
        const first = story.journal[0]?.row.recordedAt ?? 0;
        const from = first + (share % Math.max(1, story.now - first));
        const outcome = backtest(document, document, story, from);
        expect(outcome.firstUnread).toBeNull();
        const figuresOf = (cells: ShareOutcome['actual']) => ({ ...sum(cells) });
        expect(figuresOf(outcome.draft)).toEqual(figuresOf(outcome.actual));
        expect(outcome.gaining + outcome.losing).toBe(0);
        const last = story.guest.balance;
        expect(sum(outcome.draft).owed).toBe(last.available + last.pending + last.held + last.inReview);
      }),
      runs(300),
    );
  });

  it('takes the segments that stand with an act, and where the act was asked for none those of now', () => {
    const base = { step: minorUnits(100), points: points(1) };
    const asking = (...codes: string[]) =>
      programOf({
        earning: earningOf({
          base,
          rules: codes.map((code, index) =>
            pointsRule(`r${String(index)}`, 50, allOf(condition('segment', '=', code))),
          ),
        }),
      });
    const lifeUnder = (document: ProgramDocument) => {
      const story = new WrittenStory(document, { ...newGuest(), segments: ['THEN'] });
      story.play(saleOf(1_000));
      return story;
    };
    const issuedBy = (past: ProgramDocument, draft: ProgramDocument) =>
      sum(backtest(past, draft, lifeUnder(past), null, ['NOW']).draft).issued;
    const draft = asking('THEN', 'NOW');
    expect(issuedBy(asking('THEN'), draft)).toBe(60);
    expect(issuedBy(asking('THEN'), asking('NOW'))).toBe(10);
    // No rule asked for the segment at that time, so the draft uses today's membership.
    expect(issuedBy(asking(), asking('NOW'))).toBe(60);
    expect(issuedBy(asking(), asking('THEN'))).toBe(10);
  });

  it('owes what came less what went, and less by what settled a debt', () => {
    fc.assert(
      fc.property(documents, documents, steps, (past, draft, life) => {
        const outcome = backtest(past, draft, lived(past, life));
        expect(outcome.firstUnread).toBeNull();
        const { issued, adjusted, redeemed, expired, owed } = sum(outcome.draft);
        const left = issued + adjusted - redeemed - expired;
        if (draft.refundPolicy === 'FORGIVE') expect(owed).toBe(left);
        else expect(owed).toBeLessThanOrEqual(left);
      }),
      runs(300),
    );
  });

  it('of sales alone gives what the draft would have given had it been in force', () => {
    const amounts = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 20 });
    // The versions of then were asked about birthdays otherwise than the draft asks, or not at all.
    const birthdays = fc.constantFrom(null, 301, 308, 315, 401);
    fc.assert(
      fc.property(documents, documents, amounts, birthdays, (past, draft, paid, birthday) => {
        const written = new WrittenStory(past, newGuest(birthday));
        const oracle = new Story(draft, newGuest(birthday));
        let issued = 0;
        let discount = 0;
        for (const [index, amount] of paid.entries()) {
          const at = written.now + index * 7 * 86_400_000;
          written.at(at);
          oracle.at(at);
          const act = saleOf(amount, { occurredAt: at });
          written.done(act);
          const { amounts: given } = oracle.done(act);
          issued += given.pointsEarned;
          discount += given.discount;
        }
        expect(sum(backtest(past, draft, written).draft)).toMatchObject({ issued, discount, sales: paid.length });
      }),
      runs(200),
    );
  });

  it('lets the points of an activity end by the days of the draft, of which a guest who reads warnings is warned too', () => {
    const ending = (days: number) =>
      programOf({
        redemption: null,
        expiry: { kind: 'DAYS', count: 300 },
        warning: { days: 10 },
        activities: activitiesOf({
          reported: [
            {
              code: 'review',
              points: points(25),
              times: { perDay: null, perWeek: null, perGuest: null },
              validity: { from: null, until: { days } },
            },
          ],
        }),
      });
    const story = new WrittenStory(ending(5));
    const given = story.now;
    story.done({ kind: 'AWARD', activity: 'review', occurredAt: given, restaurantId: null });
    const [lot] = story.guest.lots ?? [];
    if (lot === undefined) throw new Error('the activity gave nothing');
    const { lotId, expiresAt } = lot;
    story.at(given + DAY).done({ kind: 'WARNING', endsAt: expiresAt, lots: [{ lotId, expiresAt }] });
    const expiredBy = (day: number) => {
      story.at(given + day * DAY).settle();
      const { actual, draft } = backtest(ending(5), ending(8), story);
      return { actual: sum(actual).expired, draft: sum(draft).expired };
    };
    expect(expiredBy(7)).toEqual({ actual: 25, draft: 0 });
    expect(expiredBy(10)).toEqual({ actual: 25, draft: 25 });
  });

  it('redeems no points of an activity before they begin by the draft', () => {
    const beginning = (from: { days: number } | null) =>
      programOf({
        activities: activitiesOf({ registration: { points: points(40), validity: { from, until: { days: 90 } } } }),
      });
    const story = new WrittenStory(beginning(null));
    const given = story.now;
    story.done({ kind: 'AWARD', activity: 'registration', occurredAt: given, restaurantId: null });
    story.at(given + 2 * DAY).done(saleOf(100_000, { occurredAt: given + 2 * DAY, pointsToRedeem: points(40) }));
    const redeemed = (from: { days: number } | null) =>
      sum(backtest(beginning(null), beginning(from), story).draft).redeemed;
    expect([redeemed({ days: 2 }), redeemed({ days: 3 })]).toEqual([40, 0]);
  });

  it.each([0, 1, 3])(
    'takes back what the draft gave to a doubtful sale, and no other points: %i for each 1.00',
    (rate) => {
      const past = programOf();
      const story = new WrittenStory(past);
      story.done(manualOf('CREDIT', 60));
      story.done(saleOf(5_000));
      const lotIds = [story.journal.at(-1)?.row.id ?? ''];
      story.done({ kind: 'REVIEW', lotIds, expiresAt: story.now + DAY });
      const holdId = story.journal.at(-1)?.row.id;
      story.done(manualOf('DEBIT', 50, { holdId, reasonCode: 'FRAUD' }));
      const base = { step: minorUnits(rate === 0 ? 1_000_000 : 100), points: points(Math.max(1, rate)) };
      const { draft } = backtest(past, { ...past, earning: earningOf({ base }) }, story);
      const { owed } = sum(draft);
      expect(owed).toBe(60);
    },
  );

  it('counts a guest as losing whose receipts cost more money because points may pay less of them', () => {
    const past = programOf({
      earning: earningOf({ base: { step: minorUnits(1_000), points: points(1) } }),
      redemption: { minPoints: points(1), maxSharePpm: partsPerMillion(500_000), leaveAtLeast: minorUnits(0) },
    });
    const story = new WrittenStory(past);
    story.done(manualOf('CREDIT', 2_000));
    story.at(story.now + DAY).done(saleOf(100_000, { pointsToRedeem: points(500) }));
    const draft = { ...past, redemption: { ...past.redemption!, maxSharePpm: partsPerMillion(400_000) } };
    const { losing, gaining, losers } = backtest(past, draft, story);
    expect([losing, gaining]).toEqual([1, 0]);
    // 100 points less paid, and 10 points more for 100.00 more of money.
    expect(losers[0]).toMatchObject({ actual: 5_000, draft: 6_000 - 10_000 });
  });

  it('counts the points that receipts lose by a draft under which points and earning exclude each other', () => {
    const past = programOf();
    const story = new WrittenStory(past);
    story.done(manualOf('CREDIT', 50));
    story.done(saleOf(10_000, { pointsToRedeem: points(50) }));
    const draft = { ...past, redemption: { ...past.redemption!, earns: 'NOTHING' as const } };
    const { losing, losers } = backtest(past, draft, story);
    expect(losing).toBe(1);
    expect(losers).toMatchObject([{ actualPoints: 50, draftPoints: 0 }]);
  });

  it('counts the points that a guest may not use on the second receipt of a day', () => {
    const past = programOf({ earning: earningOf({ base: { step: minorUnits(1_000_000), points: points(1) } }) });
    const story = new WrittenStory(past);
    story.done(manualOf('CREDIT', 90));
    for (const amount of [30, 40]) story.done(saleOf(10_000, { pointsToRedeem: points(amount) }));
    const draft = { ...past, redemption: { ...past.redemption!, receiptsPerDay: 1 } };
    const { losing, losers } = backtest(past, draft, story);
    expect(losing).toBe(1);
    expect(losers[0]).toMatchObject({ actual: 0, draft: -4_000 });
  });

  it('counts a guest as losing whose points end sooner, with how many', () => {
    const past = programOf({ redemption: null });
    const story = new WrittenStory(past);
    story.done(saleOf(100_000));
    story.at(story.now + 40 * 86_400_000).done(saleOf(50_000));
    const { losing, losers } = backtest(past, { ...past, expiry: { kind: 'DAYS', count: 30 } }, story);
    expect(losing).toBe(1);
    // 1 point for each 1.00; the thousand of the first sale are over, those of the second are not.
    expect(losers).toMatchObject([
      { actual: 150_000, draft: 50_000, actualPoints: 1_500, draftPoints: 500, actualDiscount: 0, draftDiscount: 0 },
    ]);
  });
});
