import { discountReasons } from './discount-reasons.rules';

test('each reason of a discount is named once, in the order of the receipt', () => {
  const trace = [
    { rule: 'tier.SILVER.discount', amount: 7_500 },
    { rule: 'tier.SILVER.birthdayDiscount', amount: 100 },
    { rule: 'campaign.HAPPY.discount', amount: 500 },
    { rule: 'reward.discount', amount: 300 },
    { rule: 'reward.freeItem', amount: 200 },
    { rule: 'earning.base', amount: 10 },
  ];
  expect(discountReasons(trace)).toEqual([{ kind: 'TIER', code: 'SILVER' }, { kind: 'BIRTHDAY' }, { kind: 'REWARD' }]);
});

test('a rule that took nothing off is no reason', () => {
  expect(discountReasons([{ rule: 'tier.GOLD.discount', amount: 0 }])).toEqual([]);
  expect(discountReasons([])).toEqual([]);
});
