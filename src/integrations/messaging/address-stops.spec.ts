import { stopBySmtp, stopByTwilio } from './address-stops.rules';

describe('the answer of a provider that stops an address', () => {
  it.each([
    [550, '550 5.1.1 no such user', 'RCPT TO', 'BOUNCED'],
    [550, '550 5.1.10 recipient not found', 'DATA', 'BOUNCED'],
    [550, '550 5.2.1 mailbox disabled', 'RCPT TO', 'BOUNCED'],
    [550, '550 no such user here', 'RCPT TO', 'BOUNCED'],
    [550, '550 5.7.1 refused by policy', 'RCPT TO', undefined],
    [552, '552 5.2.2 mailbox full', 'RCPT TO', undefined],
    [550, '550 sender refused', 'MAIL FROM', undefined],
    [554, '554 looks like spam', 'DATA', undefined],
    [451, '451 4.1.1 try later', 'RCPT TO', undefined],
  ])('by SMTP: %s %s at %s', (code, response, command, stop) => {
    expect(stopBySmtp(code, response, command)).toBe(stop);
  });

  it.each([
    [21_211, 'BOUNCED'],
    ['21614', 'BOUNCED'],
    ['30005', 'BOUNCED'],
    ['21610', 'OPTED_OUT'],
    ['30003', undefined],
    [20_429, undefined],
    [undefined, undefined],
  ])('by Twilio: %s', (code, stop) => {
    expect(stopByTwilio(code)).toBe(stop);
  });
});
