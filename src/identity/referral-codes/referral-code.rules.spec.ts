import { parseReferralCode, showReferralCode } from './referral-code.rules';

describe('the code of a referral', () => {
  it('is read as it was typed: with hyphen, spaces, small letters and look-alike letters', () => {
    for (const typed of ['K7M20-X9RA1', 'k7m2o x9rai', ' K7M2OX9RAL '])
      expect(parseReferralCode(typed)).toBe('K7M20X9RA1');
    expect(parseReferralCode(showReferralCode('K7M20X9RA1'))).toBe('K7M20X9RA1');
  });

  it('is none where it is too short, too long or has another sign', () => {
    for (const typed of ['', 'K7M20', 'K7M20X9RA12', 'K7M20X9RAU', 'К7М20Х9RA1', "K7M20X9RA'"])
      expect(parseReferralCode(typed)).toBeNull();
  });
});
