import {
  networkSettingsChangeSchema,
  settingsInForce,
  weakens,
} from '../../../../src/configuration/network-profile/network-settings.rules';
import { weakensSetting } from '../../../../src/typed/guarded-settings';
import { changeNetwork } from '../../shared/api/operations';
import { memberAt } from '../../shared/described/member-at';
import { type SettingEntry, GROUPS } from './settings.fields';
import { bodyOf, changedOf, raisedBy } from './settings.rules';

const base = {
  name: 'Osteria',
  settings: {
    reasonCodes: ['LATE'],
    secondFactor: 'MANAGERS',
    eventsRegister: false,
    erasureDays: 14,
    claimWindowHours: 24,
    offlineWindowHours: 72,
    importUndoDays: 14,
    fraud: { isReviewing: true, reviewDays: 7 },
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
  ['settings.claimWindowHours', 25, true],
  ['settings.offlineWindowHours', 71, false],
  ['settings.importUndoDays', 13, true],
  ['settings.fraud.isReviewing', false, true],
  ['settings.fraud.reviewDays', 6, true],
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

describe('the page says beforehand what waits for a second person', () => {
  const values = { switch: [false, true], secondFactor: ['OPTIONAL', 'MANAGERS', 'STAFF'] } as const;
  const fields: readonly SettingEntry[] = Object.values(GROUPS).flat();
  const figures = fields.filter((field) => field.path.startsWith('settings.') && valuesOf(field).length > 0);

  /** Empty: it is no figure, so that its changes are tried above. */
  function valuesOf({ kind, path }: SettingEntry): readonly (string | number | boolean | null)[] {
    if (kind === 'switch' || kind === 'secondFactor') return values[kind];
    const member = memberAt(changeNetwork.body, path.split('.'));
    const least = (member.type === 'number' ? member.least : undefined) ?? 0;
    if (kind === 'whole' || kind === 'money') return [least + 1, least + 2];
    return kind === 'wholeOrNone' || kind === 'moneyOrNone' ? [least + 60, least + 61, null] : [];
  }

  const inForce = (changed: object) => {
    const { settings } = changed as { settings: unknown };
    return settingsInForce(networkSettingsChangeSchema.parse(settings), 2, 'RUB');
  };

  it.each(figures.map((field) => [field.path, field] as const))('%s', (path, field) => {
    for (const before of valuesOf(field))
      for (const after of valuesOf(field).filter((value) => value !== before)) {
        const [was, is] = [inForce(bodyOf({ [path]: before })), inForce(bodyOf({ [path]: after }))];
        const isRaised = raisedBy({ settings: was }, { [path]: after }).length > 0;
        expect([before, after, isRaised]).toEqual([before, after, weakens(was, is)]);
      }
  });

  it('of every figure that waits', () => {
    const numbers = (value: unknown, path: string): string[] => {
      if (typeof value === 'number' || typeof value === 'boolean') return [path];
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
      return Object.entries(value).flatMap(([name, part]) => numbers(part, `${path}.${name}`));
    };
    const shown = new Set(figures.map(({ path }) => path));
    const hidden = numbers(settingsInForce({}, 2, 'RUB'), '').filter((path) => !shown.has(`settings${path}`));
    const waits = (path: string) => weakensSetting(path, 1, 2) || weakensSetting(path, 2, 1);
    expect(hidden.filter((path) => waits(path.slice(1)))).toEqual([]);
  });
});
