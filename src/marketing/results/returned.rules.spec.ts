import { returnedOf } from './returned.rules';

const UPLIFT = { estimate: 1_500, low: -300, high: 3_300 };

test('the uplift of all guests is divided by the cost, with its bounds', () => {
  // 200 guests paid 15.00 more each and the campaign cost 1,200.00, so each unit of cost brought 2.50.
  expect(returnedOf(UPLIFT, 200, 120_000)).toEqual({ estimate: 2_500, low: -500, high: 5_500 });
});

test('a campaign that cost nothing has no such figure', () => {
  expect(returnedOf(UPLIFT, 200, 0)).toBeNull();
  expect(returnedOf(UPLIFT, 200, -5)).toBeNull();
});
