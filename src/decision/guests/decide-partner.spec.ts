import { partnerOf } from '../../../test/support/decision/acts';
import { programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { type Decision, newGuest, points } from '..';

const told = (decision: Decision) => decision.trace.map(({ effect, rule, amount }) => [effect, rule, amount]);
const moved = (decision: Decision) =>
  decision.transfers.map(({ code, debit, credit, amount, partnerId }) => [code, debit, credit, amount, partnerId]);

/** A guest who owes so many points. */
function owing(receivable: number): Story {
  const guest = newGuest();
  return new Story(programOf(), { ...guest, balance: { ...guest.balance, receivable: points(receivable) } });
}

describe('points of a partner', () => {
  it('come from its account and go to it, and settle what is owed first', () => {
    const story = owing(30);
    const given = story.done(partnerOf('CREDIT', 50));
    expect(told(given)).toEqual([
      ['EARN', 'partner.earn', 50],
      ['SETTLE_DEBT', 'debt.settled', 30],
    ]);
    expect(moved(given)).toEqual([
      ['ACCRUAL', 'PARTNER', 'GUEST_AVAILABLE', 50, 'partner-1'],
      ['SETTLEMENT', 'GUEST_AVAILABLE', 'GUEST_RECEIVABLE', 30, undefined],
    ]);
    const taken = story.done(partnerOf('DEBIT', 20));
    expect(told(taken)).toEqual([['REDEEM', 'partner.burn', 20]]);
    expect(moved(taken)).toEqual([['REDEMPTION', 'GUEST_AVAILABLE', 'PARTNER', 20, 'partner-1']]);
    expect(taken.amounts).toMatchObject({ pointsEarned: 20, pointsRedeemed: 0 });
    expect(story.play(partnerOf('DEBIT', 1))).toMatchObject({ code: 'insufficient_points', data: { available: 0 } });
  });

  it('go back the way they came', () => {
    const story = owing(0);
    story.done(partnerOf('CREDIT', 50));
    expect(moved(story.done(partnerOf('DEBIT', 30, { isRefund: true })))).toEqual([
      ['TAKE_BACK', 'GUEST_AVAILABLE', 'PARTNER', 30, 'partner-1'],
    ]);
    const back = story.done(partnerOf('CREDIT', 5, { isRefund: true }));
    expect(moved(back)).toEqual([['GIVE_BACK', 'PARTNER', 'GUEST_AVAILABLE', 5, 'partner-1']]);
    expect(told(back)).toEqual([['GIVE_BACK', 'partner.burnReturned', 5]]);
  });

  it('are not for a blocked guest, who gets only points back that are owed', () => {
    const story = owing(0);
    story.done({ kind: 'BLOCK', blocked: true });
    expect(story.play(partnerOf('CREDIT', 5))).toMatchObject({ code: 'guest_blocked' });
    expect(story.done(partnerOf('CREDIT', 5, { isRefund: true })).after.balance.available).toBe(5);
  });
});
