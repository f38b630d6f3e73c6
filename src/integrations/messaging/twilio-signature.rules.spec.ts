import { isSignedByTwilio } from './twilio-signature.rules';

/** The vector of the contract. */
const TOKEN = 'tw-test-token';
const URL = 'https://loy.example.test/hooks/twilio/status?m=42';
const FORM = {
  AccountSid: 'AC00000000000000000000000000000001',
  From: '+15005550006',
  MessageSid: 'SM00000000000000000000000000000001',
  MessageStatus: 'delivered',
  To: '+79990001122',
};
const SIGNATURE = '478ye+/TOTOSRvbyzFr1ycL0+04=';

describe('the signature of Twilio', () => {
  it('is that of its published recipe, with and without the port', () => {
    expect(isSignedByTwilio(TOKEN, URL, FORM, SIGNATURE)).toBe(true);
    expect(isSignedByTwilio(TOKEN, URL.replace('.test/', '.test:443/'), FORM, SIGNATURE)).toBe(true);
  });

  it.each([
    ['another token', 'other', URL, FORM, SIGNATURE],
    ['another address', TOKEN, URL.replace('42', '43'), FORM, SIGNATURE],
    ['another field', TOKEN, URL, { ...FORM, MessageStatus: 'failed' }, SIGNATURE],
    ['a field more', TOKEN, URL, { ...FORM, Z: '1' }, SIGNATURE],
    ['no signature', TOKEN, URL, FORM, ''],
  ])('is not that of %s', (_name, token, url, form, signature) => {
    expect(isSignedByTwilio(token, url, form, signature)).toBe(false);
  });
});
