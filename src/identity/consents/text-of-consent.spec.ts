import type { ConsentRow } from './consent.sql';
import { textOfConsent } from './text-of-consent.rules';

const at = (day: number) => new Date(Date.UTC(2026, 10, day));
const named = (text: string, version = '1') => ({ kind: 'marketing', version, text: { en: text } });
const consentOn = (day: number, version = '1'): ConsentRow => ({
  kind: 'marketing',
  textVersion: version,
  given: true,
  source: 'SELF',
  basis: null,
  recordedAt: at(day),
});

describe('the text of a consent', () => {
  const earlier = [
    { ...named('first'), until: at(5) },
    { ...named('mended'), until: at(10) },
  ];

  it('is the one in force on the day of the consent, also where its version was kept', () => {
    const inForce = [named('last')];
    const texts = [1, 7, 12].map((day) => textOfConsent(consentOn(day), earlier, inForce)?.en);
    expect(texts).toEqual(['first', 'mended', 'last']);
  });

  it('is the last of its version where a page that was still open sent an earlier one', () => {
    expect(textOfConsent(consentOn(12), earlier, [named('new', '2')])).toEqual({ en: 'mended' });
  });

  it('is not known of a version that the network never had', () => {
    expect(textOfConsent(consentOn(12, '3'), earlier, [named('new', '2')])).toBeNull();
    expect(textOfConsent({ ...consentOn(12), kind: 'other' }, earlier, [named('last')])).toBeNull();
  });
});
