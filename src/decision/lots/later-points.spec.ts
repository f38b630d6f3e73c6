import { DAY, HOUR, manualOf, NOON, redemptionOf, saleOf } from '../../../test/support/decision/acts';
import { programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import {
  points,
  type AbsorbAct,
  type Decision,
  type GiveAct,
  type MergeDetails,
  type ProgramDocument,
  type SurrenderAct,
} from '..';

const BEGINS_IN = 5;

/** A guest with 100 points that begin in five days. */
function waiting(changes: Partial<ProgramDocument> = {}, endsIn: number | null = null): Story {
  return giveLater(new Story(programOf({ warning: null, ...changes })), endsIn);
}

function giveLater(story: Story, endsIn: number | null = null): Story {
  const today = story.calendar.localDay(story.now);
  const period = { beginsOn: today + BEGINS_IN, endsOn: endsIn === null ? null : today + endsIn };
  story.done(manualOf('CREDIT', 100, { occurredAt: story.now, period }), 'gift');
  return story;
}

function onDay(story: Story, day: number): Story {
  story.at(NOON + day * DAY).settle();
  return story;
}

const pointsOf = ({ guest: { balance } }: Story) => [balance.available, balance.pending, balance.receivable];

const surrender = (undoes: SurrenderAct['undoes'] = null, toGuestId = 'target'): SurrenderAct => ({
  kind: 'SURRENDER',
  toGuestId,
  undoes,
});

function absorbOf(given: Decision, isUndo = false): AbsorbAct {
  const { lots, inactivity, figures } = given.details as MergeDetails;
  return { kind: 'ABSORB', fromGuestId: 'source', isUndo, lots, inactivity, figures };
}

/** A guest who owes the 10 points of a refunded sale. */
function owing(): Story {
  const story = new Story(programOf({ warning: null }));
  const sale = story.done(saleOf(1_000), 'sale');
  story.done(redemptionOf(100_000, sale.amounts.pointsEarned), 'redemption');
  story.refund('sale');
  expect(story.guest.balance).toMatchObject({ available: 0, receivable: sale.amounts.pointsEarned });
  return story;
}

describe('points whose first day has not come', () => {
  it('are not spent, held, debited or given away before it, and are all there from its start on', () => {
    const story = waiting();
    const gift: GiveAct = {
      kind: 'GIVE',
      purpose: 'GIFT',
      toGuestId: 'other',
      points: points(1),
      earnedBefore: null,
      named: null,
    };
    const tries = () => [
      redemptionOf(100_000, 1, { occurredAt: story.now }),
      saleOf(100_000, { occurredAt: story.now, pointsToRedeem: points(1) }),
      {
        kind: 'HOLD' as const,
        sale: saleOf(100_000, { occurredAt: story.now, pointsToRedeem: points(1) }),
        expiresAt: story.now + HOUR,
      },
      manualOf('DEBIT', 1, { occurredAt: story.now }),
      gift,
    ];
    for (const act of tries()) expect(story.play(act)).toMatchObject({ code: 'insufficient_points' });
    story.at(story.calendar.startOfDay(story.calendar.localDay(NOON) + BEGINS_IN) - 1).settle();
    expect(pointsOf(story)).toEqual([0, 100, 0]);
    story.at(story.now + 1).settle();
    expect(pointsOf(story)).toEqual([100, 0, 0]);
    for (const act of tries()) expect(story.play(act).kind).toBe('DECIDED');
  });

  it('are untouched by what another sale brings, spends and gives back', () => {
    const story = waiting();
    story.done(saleOf(10_000), 'sale');
    story.done(redemptionOf(100_000, 40), 'redemption');
    expect(pointsOf(story)).toEqual([60, 100, 0]);
    story.refund('redemption');
    expect(pointsOf(story)).toEqual([100, 100, 0]);
    story.refund('sale');
    expect(pointsOf(story)).toEqual([0, 100, 0]);
  });

  it('settle what the guest owes when they come in, as all points do, and no more than that', () => {
    const story = owing();
    const owed = story.guest.balance.receivable;
    giveLater(story);
    expect(pointsOf(story)).toEqual([0, 100 - owed, 0]);
    expect(pointsOf(onDay(story, BEGINS_IN))).toEqual([100 - owed, 0, 0]);
  });

  it('pass with a merge as they are, pay no debt by it, and begin at the other guest', () => {
    const [source, target] = [waiting(), owing()];
    const owed = target.guest.balance.receivable;
    target.done(absorbOf(source.done(surrender())));
    expect(pointsOf(source)).toEqual([0, 0, 0]);
    expect(pointsOf(target)).toEqual([0, 100, owed]);
    expect(pointsOf(onDay(target, BEGINS_IN))).toEqual([100, 0, owed]);
  });

  it.each([
    [1, [0, 100, 0], [100, 0, 0]],
    [BEGINS_IN, [100, 0, 0], [100, 0, 0]],
  ])('come back when the merge is undone on day %i, begun or not', (day, back, later) => {
    const [source, target] = [waiting(), new Story(programOf({ warning: null }))];
    const given = source.done(surrender());
    const taken = target.done(absorbOf(given));
    const { lots, figures } = given.details as MergeDetails;
    const before = (taken.details as MergeDetails).before!;
    onDay(target, day);
    onDay(source, day);
    const undone = target.done(surrender({ lots, figures, before, tierAfter: taken.tier }, 'source'));
    source.done(absorbOf(undone, true));
    expect(pointsOf(target)).toEqual([0, 0, 0]);
    expect(pointsOf(source)).toEqual(back);
    expect(pointsOf(onDay(source, BEGINS_IN))).toEqual(later);
  });

  it('begin and end on their days also at a guest who is blocked', () => {
    const story = waiting({}, BEGINS_IN + 1);
    story.guest = { ...story.guest, blocked: true };
    expect(pointsOf(onDay(story, BEGINS_IN))).toEqual([100, 0, 0]);
    expect(pointsOf(onDay(story, BEGINS_IN + 1))).toEqual([100, 0, 0]);
    expect(pointsOf(onDay(story, BEGINS_IN + 2))).toEqual([0, 0, 0]);
  });

  it('wait through the end of other points and through inactivity, and end with neither', () => {
    const days = waiting({ expiry: { kind: 'DAYS', count: 2 } }, 20);
    days.done(saleOf(1_000));
    expect(pointsOf(onDay(days, 3))).toEqual([0, 100, 0]);
    expect(pointsOf(onDay(days, 20))).toEqual([100, 0, 0]);
    const inactive = waiting({ expiry: { kind: 'INACTIVITY', unit: 'DAYS', count: 2 } }, 20);
    inactive.done(saleOf(1_000));
    expect(pointsOf(onDay(inactive, 4))).toEqual([0, 100, 0]);
    expect(pointsOf(onDay(inactive, BEGINS_IN))).toEqual([100, 0, 0]);
    expect(pointsOf(onDay(inactive, 21))).toEqual([0, 0, 0]);
  });
});
