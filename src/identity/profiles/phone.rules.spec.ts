import { parsePhone } from '../../typed/phone';
import { maskPhone } from './phone.rules';

describe('a phone', () => {
  it.each([
    ['+79161234567', 'RU', '+79161234567'],
    ['8 (916) 123-45-67', 'RU', '+79161234567'],
    ['9161234567', 'RU', '+79161234567'],
    ['07400 123456', 'GB', '+447400123456'],
    ['+44 7400 123456', 'RU', '+447400123456'],
    ['00 7 916 123 45 67', 'GB', '+79161234567'],
  ])('%s typed in %s network is %s', (typed, country, phone) => {
    expect(parsePhone(typed, country)).toBe(phone);
  });

  it.each([
    '',
    '   ',
    '12',
    '+',
    '+7',
    'Ivan',
    'call +79161234567',
    '+7916123456789012',
    '+79161234567 ext. 5',
    '9'.repeat(50),
    '＋',
  ])('is not %j', (typed) => {
    expect(parsePhone(typed, 'RU')).toBeUndefined();
  });

  it('is the same however it is typed', () => {
    const typed = ['+7 916 123-45-67', '+79161234567', '8916-123-45-67', '89161234567'];
    expect(new Set(typed.map((text) => parsePhone(text, 'RU')))).toEqual(new Set(['+79161234567']));
  });

  it.each([
    ['+79161234567', '+7 ••• ••• 45 67'],
    ['+447400123456', '+44 ••• ••• 34 56'],
    ['+35312345678', '+353 ••• • 56 78'],
  ])('shows a cashier its country and its last four digits alone: %s', (phone, shown) => {
    expect(maskPhone(phone)).toBe(shown);
  });
});
