import { bodyOf, changedOf, raisedBy } from './settings.rules';

const base = {
  name: 'Osteria',
  settings: {
    reasonCodes: ['LATE'],
    secondFactor: 'MANAGERS',
    eventsRegister: false,
    erasureDays: 14,
    consents: [{ kind: 'A', version: '1', text: { en: 'Yes' } }],
    limits: { cashierRefund: 500, approvalCoolingHours: 24 },
    spending: { cardPerDay: 1_000, phonePerDay: null },
    transfers: { allowed: false, minimum: 1 },
    rates: { lookupMissesPerMinute: 30, tillActsPerSecond: 1_000 },
  },
};

test('only what differs is sent, within its groups', () => {
  const changed = changedOf(base, {
    name: 'Osteria',
    'settings.reasonCodes': ['LATE', 'COLD'],
    'settings.limits.cashierRefund': 400,
  });
  expect(bodyOf(changed)).toEqual({ settings: { reasonCodes: ['LATE', 'COLD'], limits: { cashierRefund: 400 } } });
});

test.each([
  ['settings.limits.cashierRefund', 501, true],
  ['settings.limits.cashierRefund', 499, false],
  ['settings.limits.approvalCoolingHours', 23, true],
  ['settings.limits.approvalCoolingHours', 25, false],
  ['settings.spending.cardPerDay', null, true],
  ['settings.spending.phonePerDay', 5_000, false],
  ['settings.transfers.allowed', true, true],
  ['settings.rates.lookupMissesPerMinute', 31, true],
  ['settings.rates.lookupMissesPerMinute', 29, false],
  ['settings.rates.tillActsPerSecond', 2_000, false],
  ['settings.transfers.minimum', 2, false],
  ['settings.secondFactor', 'OPTIONAL', true],
  ['settings.secondFactor', 'STAFF', false],
  ['settings.eventsRegister', true, true],
  ['settings.consentBasisOfServices', 'CONTRACT', true],
  ['settings.consentBasisOfServices', null, false],
  ['settings.erasureDays', 13, true],
  ['settings.erasureDays', 15, false],
  ['settings.consents', [], true],
  [
    'settings.consents',
    [
      { kind: 'A', version: '1', text: { en: 'Yes' } },
      { kind: 'B', version: '1' },
    ],
    false,
  ],
  ['name', 'Trattoria', false],
])('%s as %p lets somebody do more alone: %p', (at, value, isRaised) => {
  expect(raisedBy(base, { [at]: value })).toEqual(isRaised ? [at] : []);
});
