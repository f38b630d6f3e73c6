import { assertNoPersonalData, changesBetween, PERSONAL_DATA } from './audit-values.rules';

describe('what the audit says of a change', () => {
  it('is only what differs, on both sides', () => {
    expect(changesBetween({ role: 'cashier', locale: 'ru' }, { role: 'manager', locale: 'ru' })).toEqual({
      before: { role: 'cashier' },
      after: { role: 'manager' },
    });
  });

  it('is the kind of personal data, never the data', () => {
    expect(
      changesBetween(
        { phone: '+1', name: 'Ann', note: null as string | null },
        { phone: '+2', name: 'Bob', note: 'x' },
        ['name', 'note'],
      ),
    ).toEqual({
      before: { phone: PERSONAL_DATA, name: PERSONAL_DATA, note: null },
      after: { phone: PERSONAL_DATA, name: PERSONAL_DATA, note: PERSONAL_DATA },
    });
  });

  it('is nothing for what was not said', () => {
    expect(changesBetween({ role: 'cashier' }, {})).toEqual({ before: {}, after: {} });
    expect(changesBetween<{ role?: string }>({ role: 'cashier' }, { role: undefined })).toEqual({
      before: {},
      after: {},
    });
  });

  it('has times and lists as JSON has them', () => {
    const at = new Date(0);
    expect(changesBetween({ at: null as Date | null, ids: ['a'] }, { at, ids: ['a', 'b'] })).toEqual({
      before: { at: null, ids: ['a'] },
      after: { at: '1970-01-01T00:00:00.000Z', ids: ['a', 'b'] },
    });
  });

  it('is refused with personal data under its usual name, however deep', () => {
    expect(() => assertNoPersonalData({ phone: '+1' })).toThrow('phone');
    expect(() => assertNoPersonalData({ settings: { email: 'a@b' } })).toThrow('email');
    expect(() =>
      assertNoPersonalData({ phone: PERSONAL_DATA, email: null, role: 'x', columns: ['phone'] }),
    ).not.toThrow();
  });
});
