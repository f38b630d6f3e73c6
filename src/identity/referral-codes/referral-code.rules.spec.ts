import { parseReferralCode, showReferralCode } from './referral-code.rules';

describe('the code of a referral', () => {
  it('is read as it was typed: with hyphen, spaces, small letters, and look-alikes of either alphabet', () => {
    for (const typed of ['K7M20-X9RA1', 'k7m2o x9rai', ' K7M2OX9RAL ', 'К7М20–Х9RA1'])
      expect(parseReferralCode(typed)).toBe('K7M20X9RA1');
    expect(parseReferralCode(showReferralCode('K7M20X9RA1'))).toBe('K7M20X9RA1');
  });

  it('is none where it is too short, too long or has another sign', () => {
    for (const typed of ['', 'K7M20', 'K7M20X9RA12', 'K7M20X9RAU', "K7M20X9RA'"])
      expect(parseReferralCode(typed)).toBeNull();
  });
});
