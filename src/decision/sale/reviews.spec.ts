import { DAY, manualOf, saleOf } from '../../../test/support/decision/acts';
import { audit } from '../../../test/support/decision/audit';
import { programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { minorUnits, type ProgramDocument } from '..';

const SALE = 100_000;

/** A guest with 90 points by hand and those of a sale. */
function storyOf(changes: Partial<ProgramDocument> = {}): Story {
  const story = new Story(programOf(changes));
  story.done(manualOf('CREDIT', 90), 'lot');
  story.done(saleOf(SALE, { occurredAt: story.now }), 'sale');
  return story;
}

const earnedBy = (story: Story) => story.guest.lots?.find(({ lotId }) => lotId === 'sale')?.remaining ?? 0;
const review = (story: Story, ...lotIds: string[]) =>
  story.play({ kind: 'REVIEW', lotIds, expiresAt: story.now + DAY }, 'review');
const takeBack = (story: Story, wanted: number) =>
  story.play(manualOf('DEBIT', wanted, { holdId: 'review', reasonCode: 'FRAUD' }), 'taken');

describe('points in review', () => {
  it('are those of the doubtful acts that are still there, and no act spends them', () => {
    const story = storyOf();
    const earned = earnedBy(story);
    expect(earned).toBeGreaterThan(0);
    expect(review(story, 'sale')).toMatchObject({
      amounts: { pointsRedeemed: earned },
      transfers: [{ code: 'HOLD', debit: 'GUEST_AVAILABLE', credit: 'GUEST_IN_REVIEW', amount: earned, lotId: 'sale' }],
      after: { balance: { available: 90, held: 0, inReview: earned } },
      trace: [{ effect: 'HOLD', rule: 'review', amount: earned, arguments: {} }],
    });
    expect(story.play(manualOf('DEBIT', 91), 'spent')).toMatchObject({ code: 'insufficient_points' });
    expect(story.play({ kind: 'REVIEW', lotIds: ['sale'], expiresAt: story.now + DAY })).toEqual({
      kind: 'REFUSED',
      code: 'insufficient_points',
      data: { available: 0 },
    });
    audit(story);
  });

  it('are free by themselves when their time is over', () => {
    const story = storyOf();
    const earned = earnedBy(story);
    review(story, 'sale');
    story.at(story.now + DAY).settle();
    expect(story.guest).toMatchObject({
      balance: { available: 90 + earned, inReview: 0 },
      counters: { holds: [] },
    });
    expect(story.rows.at(-1)).toMatchObject({ type: 'RELEASE', decision: { trace: [{ rule: 'review.ended' }] } });
    audit(story);
  });

  it('are taken back, and free at once when the review is dismissed', () => {
    const story = storyOf();
    const earned = earnedBy(story);
    review(story, 'sale', 'lot');
    expect(story.guest.balance).toMatchObject({ available: 0, inReview: 90 + earned });
    story.play({ kind: 'RELEASE', holdId: 'review' }, 'dismissed');
    expect(story.guest.balance).toMatchObject({ available: 90 + earned, inReview: 0 });
    story.play({ kind: 'REVIEW', lotIds: ['sale'], expiresAt: story.now + DAY }, 'again');
    const answer = story.play(manualOf('DEBIT', earned, { holdId: 'again', reasonCode: 'FRAUD' }), 'taken');
    expect(answer).toMatchObject({
      amounts: { pointsEarned: earned },
      transfers: [{ debit: 'GUEST_IN_REVIEW', credit: 'NETWORK_ADJUSTMENT', amount: earned }],
      trace: [{ effect: 'ADJUST', rule: 'review.takenBack', amount: earned, arguments: {} }],
    });
    expect(story.guest.balance).toMatchObject({ available: 90, inReview: 0 });
    audit(story);
  });

  it('of a refunded sale go with it before any other points, and are not taken back again', () => {
    const story = storyOf();
    const earned = earnedBy(story);
    review(story, 'sale', 'lot');
    story.refund('sale');
    expect(story.guest).toMatchObject({
      balance: { available: 0, inReview: 90, receivable: 0 },
      counters: { holds: [{ id: 'review', points: 90 }] },
    });
    expect(takeBack(story, 90 + earned)).toMatchObject({ amounts: { pointsEarned: 90 } });
    expect(story.guest.balance).toMatchObject({ available: 0, inReview: 0, receivable: 0 });
    expect(story.guest.counters.holds).toEqual([]);
    audit(story);
  });

  it('of another sale stay in their own review, with what the refund left of each', () => {
    const story = storyOf();
    const earned = earnedBy(story);
    story.done(saleOf(20_000, { occurredAt: story.now }), 'other');
    story.done({ kind: 'REVIEW', lotIds: ['other'], expiresAt: story.now + DAY }, 'first');
    review(story, 'sale', 'lot');
    const refund = story.refund('sale', { kind: 'AMOUNT', amount: minorUnits(SALE / 2) });
    expect(refund).toMatchObject({
      transfers: [{ code: 'TAKE_BACK', debit: 'GUEST_IN_REVIEW', credit: 'RESTAURANT_ISSUED', amount: earned / 2 }],
    });
    const holds = () => story.guest.counters.holds.map(({ id, lots }) => [id, lots.map(({ points: left }) => left)]);
    expect(holds()).toEqual([
      ['first', [200]],
      ['review', [90, earned / 2]],
    ]);
    story.refund('sale');
    expect(holds()).toEqual([
      ['first', [200]],
      ['review', [90]],
    ]);
    audit(story);
  });

  it('end with the refund of the sale that alone gave them', () => {
    const story = storyOf();
    review(story, 'sale');
    story.refund('sale', { kind: 'AMOUNT', amount: minorUnits(SALE / 2) });
    expect(story.guest.balance.inReview).toBeGreaterThan(0);
    story.refund('sale');
    expect(story.guest).toMatchObject({ balance: { available: 90, inReview: 0 }, counters: { holds: [] } });
    expect(takeBack(story, 1)).toEqual({ kind: 'REFUSED', code: 'hold_expired', data: {} });
    audit(story);
  });

  it('of a blocked guest are taken back as well, and another guest takes none of them in', () => {
    const story = storyOf();
    const earned = earnedBy(story);
    story.play({ kind: 'BLOCK', blocked: true }, 'block');
    expect(review(story, 'sale')).toMatchObject({ kind: 'DECIDED' });
    expect(story.play({ kind: 'SURRENDER', toGuestId: 'other', undoes: null }, 'merge')).toMatchObject({
      kind: 'REFUSED',
      code: 'merge_not_possible',
    });
    expect(takeBack(story, earned)).toMatchObject({ amounts: { pointsEarned: earned } });
    expect(story.guest.balance).toMatchObject({ available: 90, inReview: 0 });
    audit(story);
  });

  it('make good a balance that went below zero meanwhile', () => {
    const story = storyOf({ refundPolicy: 'NEGATIVE' });
    const earned = earnedBy(story);
    review(story, 'lot');
    story.play(manualOf('DEBIT', earned), 'spent');
    story.refund('sale');
    expect(story.guest.balance).toMatchObject({ available: 0 - earned, inReview: 90 });
    story.play({ kind: 'RELEASE', holdId: 'review' }, 'dismissed');
    const left = Math.max(0, 90 - earned);
    expect(story.guest.balance).toMatchObject({ available: 90 - earned, inReview: 0 });
    expect(story.guest.lots?.reduce((sum, { remaining }) => sum + remaining, 0)).toBe(left);
    audit(story);
  });

  it('have their own end: those past it are gone when the review ends', () => {
    const story = storyOf({ expiry: { kind: 'DAYS', count: 1 }, warning: null });
    const earned = earnedBy(story);
    story.play({ kind: 'REVIEW', lotIds: ['sale'], expiresAt: story.now + 5 * DAY }, 'review');
    story.at(story.now + 3 * DAY).settle();
    expect(story.guest.balance).toMatchObject({ available: 0, inReview: earned });
    story.at(story.now + 2 * DAY).settle();
    expect(story.guest.balance).toMatchObject({ available: 0, inReview: 0 });
    expect(story.rows.at(-1)).toMatchObject({
      type: 'RELEASE',
      decision: { trace: [{ arguments: { expired: earned } }] },
    });
    audit(story);
  });
});
