import { changedFields, differencesOf } from './differences.rules';

test('fields of equal text are left out, and what was empty is a dash', () => {
  expect(differencesOf({ Name: 'A', Code: 'x' }, { Name: 'B', Code: 'x' })).toEqual([
    { label: 'Name', before: 'A', after: 'B' },
  ]);
  expect(differencesOf({ Address: '' }, { Address: 'Main street' })).toEqual([
    { label: 'Address', before: '—', after: 'Main street' },
  ]);
});

test('an entry of the audit is told field by field, within its groups too', () => {
  const before = { name: 'A', settings: { limits: { cashierRefund: 100 }, reasonCodes: [] } };
  const after = { name: 'A', settings: { limits: { cashierRefund: 200 }, reasonCodes: ['LATE', 'COLD'] } };
  expect(changedFields(before, after)).toEqual([
    { label: 'settings.limits.cashierRefund', before: '100', after: '200' },
    { label: 'settings.reasonCodes', before: '—', after: 'LATE, COLD' },
  ]);
  expect(changedFields(null, { role: 'cashier', guestId: null })).toEqual([
    { label: 'role', before: '—', after: 'cashier' },
  ]);
  expect(changedFields(null, null)).toEqual([]);
});
