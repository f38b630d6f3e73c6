import { GUEST, journalRow, MINUTE, NOW, saleBody, tillAct } from '../../../../test/support/till/till-acts';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { judgeReceiptHolder } from './receipts.rules';
import { NO_RECEIPT, type TillAct } from '../../ledger/act/till-act';

describe('a receipt that a sale holds already', () => {
  const sale = journalRow();
  const judged = (act: Partial<TillAct>, occurredAt = NOW, holder: JournalRow = sale) => {
    const { seen, refused } = judgeReceiptHolder(tillAct({ channel: 'API', ...act }), holder, occurredAt);
    return seen === null ? refused?.refused : 'the same sale';
  };

  it('is the same sale by another channel, of the same restaurant, guest and amount', () => {
    expect(judged({})).toBe('the same sale');
    expect(judged({ channel: 'TILL' })).toBe('receipt_already_recorded');
    expect(judged({ channel: 'IMPORT' })).toBe('receipt_already_recorded');
    expect(judged({ restaurantId: 'other' })).toBe('receipt_already_recorded');
    expect(judged({ body: saleBody(10_001) })).toBe('receipt_already_recorded');
    expect(judged({ guestId: 'other' })).toBe('receipt_belongs_to_another_guest');
  });

  it('is the same sale within ten minutes, before and after', () => {
    for (const after of [-10 * MINUTE, 10 * MINUTE]) expect(judged({}, NOW + after)).toBe('the same sale');
    for (const after of [-10 * MINUTE - 1, 10 * MINUTE + 1])
      expect(judged({}, NOW + after)).toBe('receipt_already_recorded');
  });

  it('is no other kind of act than a sale, and no other part of the receipt', () => {
    expect(judged({ body: { kind: 'REDEMPTION', points: 5, orderAmount: 10_000 } })).toBe('receipt_already_recorded');
    expect(judged({}, NOW, journalRow({ type: 'HOLD' }))).toBe('receipt_already_recorded');
    const part = { number: 1, of: 2, receiptAmount: 20_000 };
    const first = journalRow({ facts: JSON.stringify({ part }) });
    expect(judged({ receipt: { ...NO_RECEIPT, part } }, NOW, first)).toBe('the same sale');
    expect(judged({ receipt: { ...NO_RECEIPT, part: { ...part, number: 2 } } }, NOW, first)).toBe(
      'receipt_already_recorded',
    );
    expect(judged({}, NOW, first)).toBe('receipt_already_recorded');
  });

  it('belongs to the guest into whom its guest was merged', () => {
    const act = tillAct({ channel: 'API', guestId: 'heir' });
    expect(judgeReceiptHolder(act, sale, NOW, true)).toEqual({ holderId: null, seen: sale, refused: null });
    expect(judgeReceiptHolder(act, sale, NOW).refused).toEqual({
      refused: 'receipt_belongs_to_another_guest',
      data: { transactionId: 'row' },
    });
  });

  it.each([
    ['an anonymous receipt for an anonymous one', null, null, 'the same sale'],
    ['a sale of a guest for an anonymous receipt', GUEST, null, 'receipt_already_recorded'],
    ['an anonymous receipt for a sale of a guest', null, GUEST, 'receipt_already_recorded'],
  ])('is told apart by its guest: %s', (_name, holder, guestId, judgement) => {
    expect(judged({ guestId }, NOW, journalRow({ guestId: holder }))).toBe(judgement);
  });
});

describe('a receipt that a redemption holds', () => {
  const redemption = journalRow({ id: 'redemption', type: 'REDEMPTION' });

  it('is joined only by an act of its guest', () => {
    expect(judgeReceiptHolder(tillAct(), redemption, NOW)).toEqual({
      holderId: 'redemption',
      seen: null,
      refused: null,
    });
    expect(judgeReceiptHolder(tillAct({ guestId: 'other' }), redemption, NOW).refused?.refused).toBe(
      'receipt_belongs_to_another_guest',
    );
    expect(judgeReceiptHolder(tillAct({ guestId: null }), redemption, NOW)).toMatchObject({
      holderId: null,
      refused: { refused: 'receipt_already_recorded', data: { transactionId: 'redemption' } },
    });
  });
});
