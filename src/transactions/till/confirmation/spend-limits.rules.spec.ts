import { networkOf } from '../../../../test/support/till/till-acts';
import { leftOf, limitOf } from './spend-limits.rules';

describe('the points that are spent without a confirmation', () => {
  const { settings } = networkOf();
  const limited = {
    ...settings,
    cards: { ...settings.cards, permanentCardSpend: 1 },
    spending: { cardPerDay: 2, phonePerReceipt: 3, phonePerDay: 4, tillSystemPerReceipt: 5, tillSystemPerDay: 6 },
  };

  it.each([
    ['QR', null, null],
    ['CODE', null, null],
    ['CARD', 1, 2],
    ['PHONE', 3, 4],
    ['TILL_SYSTEM', 5, 6],
    ['NAME', 0, 0],
    [undefined, 0, 0],
  ] as const)('are limited by how the guest was identified: %s', (way, perReceipt, perDay) => {
    expect(limitOf(limited, way)).toEqual({ perReceipt, perDay });
  });

  it.each([
    ['no limit', null, null, null],
    ['what the receipt leaves', 100, null, 90],
    ['what the day leaves', null, 100, 70],
    ['the smaller rest, of the day', 100, 100, 70],
    ['the smaller rest, of the receipt', 50, 100, 40],
    ['nothing once the day is used up', 100, 30, 0],
    ['nothing, and not less, beyond the limit', 5, 100, 0],
  ])('have %s', (_name, perReceipt, perDay, left) => {
    expect(leftOf({ perReceipt, perDay }, { onReceipt: 10, today: 30 })).toBe(left);
  });
});
