import { DAY, manualOf, NOON, partnerOf, redemptionOf, rewardOf, saleOf } from '../../../test/support/decision/acts';
import { campaignOf, runningOf } from '../../../test/support/decision/campaigns';
import { programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { type GuestState, limitTo, points, type ReceiveAct, type TransferDetails } from '..';

const HERE = 'restaurant-1';
const THERE = 'restaurant-2';
const dayOf = (day: number) => Math.floor(NOON / DAY) + day;

/** A guest with 40 points for everywhere and 60, which end sooner, for this restaurant; nothing is earned by sales. */
function storyOf(): Story {
  const program = programOf({ expiry: { kind: 'DAYS', count: 100 }, warning: null, earning: NOTHING });
  const story = new Story(program);
  story.done(manualOf('CREDIT', 40));
  story.done(manualOf('CREDIT', 60, { limit: limitTo([HERE]), period: { beginsOn: null, endsOn: dayOf(10) } }));
  return story;
}
const NOTHING = { ...programOf().earning, base: null, rules: [] };
const spending = (wanted: number, restaurantId = HERE) =>
  redemptionOf(100_000, wanted, { restaurantId, occurredAt: NOON });
const limited = ({ counters }: GuestState) => counters.limits?.map(({ free, limit }) => [free, ...limit.restaurantIds]);

describe('points that may be spent in some restaurants alone', () => {
  it('are spent there first, and not elsewhere', () => {
    const story = storyOf();
    expect(story.play(spending(41, THERE))).toMatchObject({
      code: 'insufficient_points',
      data: { available: 40, elsewhere: 60 },
    });
    story.done(spending(30, THERE));
    expect(limited(story.guest)).toEqual([[60, HERE]]);
    story.done(spending(65));
    expect([story.guest.balance.available, story.guest.counters.limits]).toEqual([5, undefined]);
  });

  it('bound what a sale may redeem', () => {
    const story = storyOf();
    const sale = saleOf(100_000, { restaurantId: THERE, pointsToRedeem: points(0) });
    expect(story.play(sale)).toMatchObject({ redeemable: { max: 40, limitedBy: 'BALANCE' } });
    expect(story.play({ ...sale, pointsToRedeem: points(50) })).toMatchObject({
      data: { available: 40, elsewhere: 60 },
    });
  });

  it('are taken by nobody who is no restaurant, and by who takes by hand', () => {
    const refused = { code: 'insufficient_points', data: { available: 40, elsewhere: 60 } };
    const gift = { kind: 'GIVE', purpose: 'GIFT', toGuestId: 'g', points: points(50), earnedBefore: null } as const;
    expect(storyOf().play(rewardOf(50, { restaurantId: null }))).toMatchObject(refused);
    expect(storyOf().play(rewardOf(50))).toMatchObject({ kind: 'DECIDED' });
    expect(storyOf().play(partnerOf('DEBIT', 50))).toMatchObject(refused);
    expect(storyOf().play(partnerOf('DEBIT', 50, { isRefund: true }))).toMatchObject({ kind: 'DECIDED' });
    expect(storyOf().play({ ...gift, named: null })).toMatchObject(refused);
    expect(storyOf().play({ kind: 'RESERVE', points: points(50), expiresAt: NOON + 1 })).toMatchObject(refused);
    expect(storyOf().play(manualOf('DEBIT', 100))).toMatchObject({ kind: 'DECIDED' });
  });

  it('come back with their place, also past their end', () => {
    const story = storyOf();
    story.done(spending(80), 'spent');
    expect(story.refund('spent', { kind: 'ALL' }).kind).toBe('DECIDED');
    expect([story.guest.balance.available, limited(story.guest)]).toEqual([100, [[60, HERE]]]);

    const late = storyOf();
    late.done(spending(100), 'spent');
    late.at(NOON + 20 * DAY).refund('spent');
    expect([late.guest.balance.available, limited(late.guest)]).toEqual([100, [[60, HERE]]]);
    expect(late.guest.lots?.map(({ remaining }) => remaining)).toEqual([60, 40]);
  });

  it('expire with a note of their place, by which a restoration gives it back', () => {
    const story = storyOf();
    story.at(NOON + 20 * DAY).settle();
    const expiry = story.rows.at(-1);
    expect(expiry?.decision.details).toMatchObject({ kind: 'EXPIRY', limited: [{ points: 60 }] });
    expect(story.guest.counters.limits).toBeUndefined();
    const details = expiry?.decision.details;
    const parts = details?.kind === 'EXPIRY' ? details.limited : [];
    const restore = story.restoreOf(expiry?.id ?? '', 25);
    story.done({ ...restore, restores: restore.restores && { ...restore.restores, limited: parts } });
    expect(limited(story.guest)).toEqual([[25, HERE]]);
  });

  it('that a hold set aside are captured where they may be spent, and else let go', () => {
    const held = () => {
      const story = storyOf();
      const sale = saleOf(100_000, { pointsToRedeem: points(70) });
      story.done({ kind: 'HOLD', sale, expiresAt: NOON + DAY }, 'hold');
      return story;
    };
    const hold = { id: 'hold', points: points(70), expiresAt: NOON + DAY };
    const story = held();
    expect(limited(story.guest)).toEqual([[0, HERE]]);
    const capture = saleOf(100_000, { hold, restaurantId: THERE });
    expect(story.play(capture)).toMatchObject({ data: { available: 10, elsewhere: 60 } });
    story.done({ ...capture, pointsToRedeem: points(10) });
    expect([story.guest.balance.available, limited(story.guest)]).toEqual([90, [[60, HERE]]]);
    const here = held();
    here.done(saleOf(100_000, { hold }));
    expect([here.guest.balance.available, here.guest.counters.limits]).toEqual([30, undefined]);
    const released = held();
    released.done({ kind: 'RELEASE', holdId: 'hold' });
    expect(limited(released.guest)).toEqual([[60, HERE]]);
  });

  it('keep it on their way to another guest', () => {
    const giver = storyOf();
    const { guest } = giver;
    const whole = (guest.lots ?? []).map(({ lotId, expiresAt, remaining }) => ({
      lotId,
      expiresAt,
      points: remaining,
    }));
    const given = giver.done({
      ...{ kind: 'GIVE', purpose: 'UNDO', toGuestId: 'other', points: points(0), earnedBefore: null },
      named: whole,
    });
    const { lots, inactivity } = given.details as TransferDetails;
    const receive: ReceiveAct = { kind: 'RECEIVE', purpose: 'UNDO', fromGuestId: 'guest', lots, inactivity };
    const receiver = new Story(giver.document);
    receiver.done(receive);
    expect([limited(giver.guest), limited(receiver.guest)]).toEqual([undefined, [[60, HERE]]]);
  });

  it('of two campaigns are lots of their own, also where the lots of the guest are not read', () => {
    const validity = { from: null, until: { days: 5 } };
    const at = (...restaurantIds: string[]) => campaignOf({ schema: 2, validity, spendableIn: { restaurantIds } });
    const documents = { A: at(HERE), B: at(THERE, HERE), C: campaignOf({ schema: 2, validity }), D: at(HERE, THERE) };
    const campaigns = runningOf(documents);
    const story = new Story(programOf({ expiry: { kind: 'DAYS', count: 5 }, warning: null }), undefined, undefined, {
      campaigns,
    });
    story.guest = { ...story.guest, lots: null };
    const sale = story.done(saleOf(1_000, { occurredAt: NOON }));
    const base = sale.amounts.pointsEarned - 40;
    expect(sale.lots.map(({ remaining }) => remaining)).toEqual([base + 10, 10, 20]);
    expect(limited(story.guest)).toEqual([
      [10, HERE],
      [20, HERE, THERE],
    ]);
  });

  it('wait for their beginning and their payment, and are free then', () => {
    const story = storyOf();
    story.done(manualOf('CREDIT', 5, { limit: limitTo([THERE]), period: { beginsOn: dayOf(3), endsOn: dayOf(9) } }));
    expect(limited(story.guest)).toEqual([
      [60, HERE],
      [0, THERE],
    ]);
    story.at(NOON + 4 * DAY).settle();
    expect(limited(story.guest)).toEqual([
      [60, HERE],
      [5, THERE],
    ]);
  });
});
