import {
  defaultNetworkSettings,
  mergeSettings,
  type NetworkSettingsChange,
  networkSettingsSchema,
  settingsInForce,
  weakens,
} from './network-settings.rules';

describe('the settings of a network', () => {
  it('are all there with nothing chosen, within their own bounds', () => {
    for (const digits of [0, 2, 3, 4]) {
      expect(networkSettingsSchema.parse(settingsInForce({}, digits))).toEqual(defaultNetworkSettings(digits));
    }
  });

  it('limit money by about the same worth in each currency: 5,000 yen, and not 5,000 dinars', () => {
    const limitsOf = (currency: string, digits: number) => defaultNetworkSettings(digits, currency).limits;
    expect(limitsOf('JPY', 0).cashierRefund).toBe(5_000);
    expect(limitsOf('KWD', 3).cashierRefund).toBe(50_000);
    expect([limitsOf('USD', 2).cashierGiftAtOnce, limitsOf('RUB', 2).cashierGiftAtOnce]).toEqual([10_000, 1_000_000]);
    expect(limitsOf('VND', 0).managerGiftPerDay).toBe(20_000_000);
    expect(limitsOf('CLF', 4).cashierRefund).toBe(50_000_000);
    for (const currency of ['EUR', 'CZK', 'HUF', 'IDR', 'LBP'])
      expect(networkSettingsSchema.parse(settingsInForce({}, 2, currency))).toEqual(
        defaultNetworkSettings(2, currency),
      );
  });

  it('lay what was chosen over the defaults, figure by figure', () => {
    const inForce = settingsInForce({ holdMinutes: 5, limits: { cashierRefund: 0 } }, 2);
    expect(inForce).toEqual({
      ...defaultNetworkSettings(2),
      holdMinutes: 5,
      limits: { ...defaultNetworkSettings(2).limits, cashierRefund: 0 },
    });
  });

  it('keep earlier choices when one figure of a group changes', () => {
    const first = mergeSettings({}, { limits: { cashierRefund: 1 }, rates: { codesPerPhonePerHour: 2 } });
    const second = mergeSettings(first, { limits: { cashierManualAtOnce: 3 }, cards: { staticQrAllowed: true } });
    expect(second).toEqual({
      limits: { cashierRefund: 1, cashierManualAtOnce: 3 },
      rates: { codesPerPhonePerHour: 2 },
      cards: { staticQrAllowed: true },
    });
    expect(mergeSettings(second, {})).toEqual(second);
  });

  it.each<[NetworkSettingsChange, boolean]>([
    [{ spending: { phonePerReceipt: 1_001 } }, true],
    [{ spending: { cardPerDay: null } }, true],
    [{ spending: { tillSystemPerDay: 0 } }, false],
    [{ limits: { approvalCoolingHours: 0 } }, true],
    [{ limits: { approvalCoolingHours: 25 } }, false],
    [{ cards: { staticQrAllowed: true } }, true],
    [{ limits: { campaignBudget: 1_000 } }, false],
    [{ limits: { campaignBudget: null } }, true],
    [{ claimWindowHours: 25 }, true],
    [{ offlineWindowHours: 73 }, true],
    [{ importUndoDays: 13 }, true],
    [{ fraud: { reviewDays: 6 } }, true],
    [{ fraud: { isReviewing: true } }, false],
    [{ rates: { lookupMissesPerMinute: 31 } }, true],
    [{ rates: { codesPerPhonePerHour: 4 } }, false],
    [{ rates: { tillActsPerSecond: 2_000 } }, false],
    [{ marketing: { messagesPerGuest: 5 } }, false],
    [{ holdMinutes: 20 }, false],
  ])('%j weakens the defaults: %s', (change, isWeaker) => {
    expect(weakens(settingsInForce({}, 2), settingsInForce(change, 2))).toBe(isWeaker);
  });

  const text = { kind: 'MARKETING', version: '1', text: { en: 'I agree' } };
  it.each<[NetworkSettingsChange, NetworkSettingsChange]>([
    [{ secondFactor: 'STAFF' }, { secondFactor: 'MANAGERS' }],
    [{ secondFactor: 'MANAGERS' }, { secondFactor: 'OPTIONAL' }],
    [{ eventsRegister: false }, { eventsRegister: true }],
    [{ consentBasisOfServices: null }, { consentBasisOfServices: 'CONTRACT' }],
    [{ erasureDays: 14 }, { erasureDays: 13 }],
    [{}, { giftCardMonths: 60 }],
    [{ giftCardMonths: 61 }, { giftCardMonths: 60 }],
    [{ limits: { campaignBudget: 1_000 } }, { limits: { campaignBudget: 1_001 } }],
    [{ limits: { campaignBudget: 1_000 } }, { limits: { campaignBudget: null } }],
    [{ fraud: { isReviewing: true } }, { fraud: { isReviewing: false } }],
    [{ consents: [text] }, { consents: [] }],
    [{ consents: [text] }, { consents: [{ ...text, version: '2', text: { en: 'I agree to all' } }] }],
  ])('%j protects more than %j, and back needs no second person', (strong, weak) => {
    expect(weakens(settingsInForce(strong, 2), settingsInForce(weak, 2))).toBe(true);
    const isReworded = (weak.consents ?? []).length > 0;
    expect(weakens(settingsInForce(weak, 2), settingsInForce(strong, 2))).toBe(isReworded);
  });
});

test('the description of a setting says its default, as the table of defaults has it', () => {
  const { shape } = networkSettingsSchema;
  const { limits, marketing, feedback } = shape;
  expect(shape.holdMinutes.description).toMatch(/\. By default 10$/);
  expect(shape.giftCardMonths.description).toMatch(/\. By default null$/);
  expect(limits.shape.managerManualAtOnce.description).toMatch(/\. By default 10,000$/);
  expect(limits.shape.cashierRefund.description).toMatch(/\. By default about 5,000 roubles in the currency$/);
  expect(marketing.shape.quietFrom.description).toMatch(/\. By default 00:00$/);
  expect(feedback.shape.restaurants.description).toMatch(/\. By default empty$/);
});
