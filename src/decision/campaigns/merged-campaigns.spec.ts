import { DAY, NOON, saleOf } from '../../../test/support/decision/acts';
import { campaignOf, runningOf } from '../../../test/support/decision/campaigns';
import { programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import {
  type AbsorbAct,
  type CampaignDocument,
  collectedOf,
  type Decision,
  forgivenOf,
  type MergeDetails,
  newGuest,
  partsPerMillion,
  points,
} from '..';

const VISITS = (target: number, changes: Partial<CampaignDocument> = {}) =>
  campaignOf({
    offer: null,
    challenge: {
      tasks: [{ id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target }],
      payouts: [{ points: points(500) }],
    },
    ...changes,
  });
const USED_ONCE = campaignOf({ caps: { perSale: null, perDay: null, perWeek: null, perGuest: null, uses: 1 } });
const CAPPED = campaignOf({ caps: { perSale: null, perDay: null, perWeek: null, perGuest: points(15), uses: null } });
/** A sale of 10.00 earns ten points by the programme. */
const BASE = 10;

/** Two cards of one guest, with what the campaign gave in each sale so far. */
function cards(document: CampaignDocument) {
  const [source, target] = [newStory(), newStory()];
  return { source, target, sell, merge };

  function newStory(): Story {
    return new Story(programOf(), newGuest(), undefined, { campaigns: runningOf({ C: document }) });
  }

  function sell(card: Story): number {
    return card.done(saleOf(1_000)).amounts.pointsEarned - BASE;
  }

  /** The source becomes the target, and with the result one again. */
  function merge(): { readonly part: () => void } {
    const given = source.done({ kind: 'SURRENDER', toGuestId: 'target', undoes: null });
    const taken = target.done(absorbOf(given, false));
    const part = (): void => {
      const { lots, figures } = given.details as MergeDetails;
      const { before } = taken.details as MergeDetails;
      if (before === undefined) throw new Error('the target was something before the merge');
      const undoes = { lots, figures, before, tierAfter: taken.tier };
      source.done(absorbOf(target.done({ kind: 'SURRENDER', toGuestId: 'source', undoes }), true));
    };
    return { part };
  }
}

function absorbOf(given: Decision, isUndo: boolean): AbsorbAct {
  const { lots, inactivity, figures } = given.details as MergeDetails;
  return { kind: 'ABSORB', fromGuestId: 'source', isUndo, lots, inactivity, figures };
}

describe('two cards of one guest', () => {
  it('bring their progress together, so that the next visit pays', () => {
    const { source, target, sell, merge } = cards(VISITS(4));
    for (const card of [source, source, target]) expect(sell(card)).toBe(0);
    merge();
    expect(target.guest.counters.campaigns?.progress).toMatchObject([
      { tasks: [{ id: 'visits', amount: 3 }], paid: null },
    ]);
    expect(sell(target)).toBe(500);
    expect(sell(target)).toBe(0);
  });

  it('are not paid again for tasks that one of them was paid for', () => {
    const { source, target, sell, merge } = cards(VISITS(2));
    expect([sell(source), sell(source)]).toEqual([0, 500]);
    expect(sell(target)).toBe(0);
    merge();
    expect([sell(target), sell(target)]).toEqual([0, 0]);
  });

  describe('with steps on the way', () => {
    const step = (sharePpm: number, given: number) => ({ sharePpm: partsPerMillion(sharePpm), points: points(given) });
    const STEPS = VISITS(4, {
      challenge: {
        tasks: [{ id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 4 }],
        payouts: [{ points: points(500) }],
        steps: [step(250_000, 10), step(500_000, 20), step(750_000, 30)],
      },
    });
    const stepsOf = ({ guest }: Story) =>
      guest.counters.campaigns?.progress[0]?.steps?.map(({ sharePpm, transactionId }) => [sharePpm, transactionId]);

    it('are paid each step once, and part with the steps of each', () => {
      const { source, target, merge } = cards(STEPS);
      for (const name of ['first', 'second']) source.done(saleOf(1_000), name);
      target.done(saleOf(1_000), 'own');
      const [own, theirs] = [stepsOf(target), stepsOf(source)];
      const { part } = merge();
      // Both guests were paid the first step; the merged guest keeps the entry of the target.
      expect(stepsOf(target)).toEqual([...(own ?? []), ...(theirs?.slice(1) ?? [])]);
      part();
      expect([stepsOf(target), stepsOf(source)]).toEqual([own, theirs]);
    });

    it('are paid the next step by the visits of both', () => {
      const { source, target, sell, merge } = cards(STEPS);
      expect([sell(source), sell(source)]).toEqual([10, 20]);
      merge();
      expect([sell(target), sell(target)]).toEqual([30, 500]);
      expect(stepsOf(target)?.map(([share]) => share)).toEqual([250_000, 500_000, 750_000]);
    });
  });

  it('count a restaurant once where both of them were there, and part with what each had', () => {
    const places = { id: 'places', kind: 'BUY', skus: [], categories: [], measure: 'RESTAURANTS', target: 3 } as const;
    const { source, target, merge } = cards(
      campaignOf({ offer: null, challenge: { tasks: [places], payouts: [{ points: points(500) }] } }),
    );
    const collected = ({ guest }: Story) => collectedOf(guest.counters.campaigns?.progress[0], 'places');
    for (const restaurantId of ['north', 'south']) source.done(saleOf(1_000, { restaurantId }));
    target.done(saleOf(1_000, { restaurantId: 'south' }));
    const { part } = merge();
    expect(collected(target)).toBe(2);
    part();
    expect([collected(source), collected(target)]).toEqual([2, 1]);
  });

  it('have one streak of their weeks together, with its freezes, and part with what each had', () => {
    const weeks = {
      id: 'weeks',
      kind: 'BUY',
      skus: [],
      categories: [],
      measure: 'WEEKS',
      target: 9,
      freezes: 1,
    } as const;
    const { source, target, merge } = cards(
      campaignOf({ offer: null, challenge: { tasks: [weeks], payouts: [{ points: points(500) }] } }),
    );
    const collected = ({ guest }: Story) => collectedOf(guest.counters.campaigns?.progress[0], 'weeks');
    const inWeek = (week: number) => saleOf(1_000, { occurredAt: NOON - week * 7 * DAY });
    for (const week of [5, 4, 3]) source.done(inWeek(week));
    for (const week of [3, 1, 0]) target.done(inWeek(week));
    expect([collected(source), collected(target)]).toEqual([3, 3]);
    const { part } = merge();
    expect(collected(target)).toBe(5);
    part();
    expect([collected(source), collected(target)]).toEqual([3, 3]);
  });

  it('have the badges of both, and part with their own', () => {
    const badge = { name: { en: 'Regular' }, icon: 'SUN', colour: 'GOLD' } as const;
    const visit = { id: 'visit', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 1 } as const;
    const { source, target, merge } = cards(
      campaignOf({ offer: null, challenge: { tasks: [visit], payouts: [{ badge }] } }),
    );
    const ids = ({ guest }: Story) => guest.counters.campaigns?.badges?.map(({ transactionId }) => transactionId) ?? [];
    source.done(saleOf(1_000), 'theirs');
    target.done(saleOf(1_000), 'own');
    const { part } = merge();
    expect(ids(target).sort()).toEqual(['own', 'theirs']);
    part();
    expect([ids(source), ids(target)]).toEqual([['theirs'], ['own']]);
  });

  it('have the forgiven weeks of both, and part with their own', () => {
    const weeks = { id: 'weeks', kind: 'BUY', skus: [], categories: [], measure: 'WEEKS', target: 9 } as const;
    const { source, target, merge } = cards(
      campaignOf({ offer: null, challenge: { tasks: [weeks], payouts: [{ points: points(500) }] } }),
    );
    const forgive = (story: Story) =>
      story.done({ kind: 'FREEZE', campaign: 'C', occurrence: 0, until: null, task: 'weeks' });
    const forgiven = ({ guest }: Story) => forgivenOf(guest.counters.campaigns?.progress[0], 'weeks');
    for (const story of [source, source, target]) forgive(story);
    const { part } = merge();
    expect(forgiven(target)).toBe(3);
    part();
    expect([forgiven(source), forgiven(target)]).toEqual([2, 1]);
  });

  it('share the uses and the points of one guest', () => {
    const uses = cards(USED_ONCE);
    expect(uses.sell(uses.source)).toBe(10);
    uses.merge();
    expect(uses.sell(uses.target)).toBe(0);
    const capped = cards(CAPPED);
    expect([capped.sell(capped.source), capped.sell(capped.target)]).toEqual([10, 10]);
    capped.merge();
    expect(capped.sell(capped.target)).toBe(0);
  });

  it('keep the membership of either, and part with what each had', () => {
    const { source, target, sell, merge } = cards(VISITS(3, { join: 'JOINED' }));
    source.done({ kind: 'JOIN', campaign: 'C', joins: true, occurredAt: NOON, segments: null });
    sell(source);
    const { part } = merge();
    expect(target.guest.counters.campaigns).toMatchObject({ joined: ['C'], progress: [{ tasks: [{ amount: 1 }] }] });
    part();
    expect(source.guest.counters.campaigns).toMatchObject({ joined: ['C'], progress: [{ tasks: [{ amount: 1 }] }] });
    expect(target.guest.counters.campaigns).toEqual({ joined: [], progress: [] });
    expect([sell(source), sell(source)]).toEqual([0, 500]);
  });
});
