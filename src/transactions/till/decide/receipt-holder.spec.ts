import { journalRow, MINUTE, NOW, saleBody, tillAct } from '../../../../test/support/till/till-acts';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { judgeReceiptHolder } from './receipt-holder';
import type { TillAct } from '../../ledger/act/till-act';

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
});
