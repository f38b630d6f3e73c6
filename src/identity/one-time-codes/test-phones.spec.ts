import { parsePhone } from '../../typed/phone';
import { makeCardNumber, testCardNumber } from '../cards/card-number.rules';
import { isTestPhone, testPhone } from './test-phones.rules';

describe('test guests', () => {
  it('have phones that are read as typed in any country, and that no other phone is taken for', () => {
    expect(testPhone(1)).toBe('+447700900001');
    for (const country of ['RU', 'GB', 'US']) expect(parsePhone(testPhone(10), country)).toBe('+447700900010');
    expect(isTestPhone(testPhone(999))).toBe(true);
    for (const other of ['+447700901000', '+44770090000', '+4477009000011', '+79161234567'])
      expect([other, isTestPhone(other)]).toEqual([other, false]);
  });

  it('have card numbers of the form of any other', () => {
    expect(testCardNumber(1)).toBe('9000000000000019');
    expect(testCardNumber(1)).toHaveLength(makeCardNumber().length);
    expect(new Set([1, 2, 10].map(testCardNumber)).size).toBe(3);
  });
});
