import { asksPersonalDataConsent, listMissingConsents, firstPersonalDataText } from './personal-data-consent.rules';

describe('consent to personal data', () => {
  const text = firstPersonalDataText({ en: 'I agree' });
  const marketing = { kind: 'marketing', version: '1', text: { en: 'Write to me' } };

  it('is required where the law of the country asks for it, and the network has its text', () => {
    expect(['RU', 'DE', 'GB', 'KZ'].every(asksPersonalDataConsent)).toBe(true);
    expect(['US', 'AE'].some(asksPersonalDataConsent)).toBe(false);
    expect(listMissingConsents([marketing, text], 'RU', [])).toEqual([text]);
    expect(listMissingConsents([marketing, text], 'US', [])).toEqual([]);
    expect(listMissingConsents([marketing], 'RU', [])).toEqual([]);
  });

  it('is missing where another version or another kind was agreed to', () => {
    const missing = (kind: string, version: string) =>
      listMissingConsents([marketing, text], 'RU', [{ kind, version }]);
    expect([missing('marketing', '1'), missing('personal_data', '0')]).toEqual([[text], [text]]);
    expect(missing('personal_data', '1')).toEqual([]);
  });
});
