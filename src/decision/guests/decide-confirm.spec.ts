import { DAY, NOON, saleOf } from '../../../test/support/decision/acts';
import { programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { newGuest, points } from '..';

describe('a payment that is confirmed', () => {
  const document = programOf({ pending: { kind: 'PAYMENT', voidAfterDays: 3 } });
  const confirm = { kind: 'CONFIRM', saleId: 'sale' } as const;

  it('lets the points of its sale be spent, once, and says so', () => {
    const story = new Story(document);
    story.done(saleOf(1_000), 'sale');
    story.done(saleOf(500), 'other');
    expect(story.guest.balance).toMatchObject({ available: 0, pending: 15 });
    const confirmed = story.done(confirm);
    expect(confirmed).toMatchObject({ details: null, amounts: { pointsEarned: 10, payable: 0 } });
    expect(confirmed.trace).toEqual([{ effect: 'ACTIVATE', rule: 'payment.confirmed', amount: 10, arguments: {} }]);
    expect(confirmed.transfers.map(({ code, debit, credit, amount }) => [code, debit, credit, amount])).toEqual([
      ['ACTIVATION', 'GUEST_PENDING', 'GUEST_AVAILABLE', 10],
    ]);
    expect(story.guest.balance).toMatchObject({ available: 10, pending: 5 });
    expect(story.guest.counters.unpaid.map(({ lotId }) => lotId)).toEqual(['other']);
    expect(story.play(confirm)).toEqual({ kind: 'REFUSED', code: 'payment_not_awaited', data: {} });
  });

  it('is waited for to the end of the last day', () => {
    const story = new Story(document);
    story.done(saleOf(1_000), 'sale');
    const voidAt = Math.floor(NOON / DAY) * DAY + 4 * DAY;
    expect(story.guest.counters.unpaid).toMatchObject([{ lotId: 'sale', voidAt }]);
    story.at(voidAt - 1).settle();
    expect(story.guest.balance.pending).toBe(10);
    story.at(voidAt).settle();
    expect(story.guest.balance).toMatchObject({ available: 0, pending: 0 });
  });

  it('settles what is owed out of them', () => {
    const guest = newGuest();
    const story = new Story(document, { ...guest, balance: { ...guest.balance, receivable: points(4) } });
    story.done(saleOf(1_000), 'sale');
    expect(story.guest.balance).toMatchObject({ pending: 10, receivable: 4 });
    const confirmed = story.done(confirm);
    expect(confirmed.trace).toEqual([
      { effect: 'ACTIVATE', rule: 'payment.confirmed', amount: 10, arguments: {} },
      { effect: 'SETTLE_DEBT', rule: 'debt.settled', amount: 4, arguments: {} },
    ]);
    expect(story.guest.balance).toMatchObject({ available: 6, pending: 0, receivable: 0 });
  });
});
