import { compileCampaign, points, type SoldCampaign } from '../../../../decision';
import { campaignOf } from '../../../../../test/support/decision/campaigns';
import { BudgetRound, type OpenLease } from './budget-round';

const POINT_VALUE = 150_000_000;
const RESTAURANT = 'restaurant';

const campaigns = [
  compileCampaign(
    'C',
    3,
    campaignOf({
      budgets: [
        { unit: 'POINTS', restaurantId: null, limit: 1_000 },
        { unit: 'MONEY', restaurantId: RESTAURANT, limit: 1_000 },
        { unit: 'USES', restaurantId: 'another', limit: 1 },
      ],
    }),
  ),
];

const sold = (given: number): SoldCampaign => ({
  campaign: 'C',
  version: 3,
  occurrence: 0,
  arm: 'OFFERED',
  points: points(given),
  uses: 1,
  byLine: [given],
});

describe('the budgets of a batch', () => {
  let leases: Record<string, OpenLease[]>;
  let round: BudgetRound;

  const lease = (leaseId: string, granted: number, used = 0): OpenLease => ({
    leaseId,
    budgetId: `budget of ${leaseId}`,
    granted,
    used,
    endsAt: Infinity,
  });
  const left = (wanted: number) =>
    round.left('C', { restaurantId: RESTAURANT, points: wanted, pointValue: POINT_VALUE }, campaigns);

  beforeEach(() => {
    leases = {
      'C POINTS ': [lease('small', 5), lease('large', 30, 10)],
      [`C MONEY ${RESTAURANT}`]: [lease('money', 900)],
    };
    round = new BudgetRound({ open: (key) => leases[key] ?? [], isHeldElsewhere: () => false });
  });

  it('are those of the network and of the restaurant, each as much as one lease has', () => {
    expect(left(5)).toEqual({ POINTS: 20, MONEY: 900, USES: Infinity, isHeldElsewhere: false });
    expect(round.wanted.size).toBe(0);
  });

  it('pay for the step of a challenge, which is no use, and for nothing of a guest in a control group', () => {
    const step = { ...sold(3), uses: 0 };
    expect(round.take('one', [step], RESTAURANT, campaigns, POINT_VALUE).map(({ amount }) => amount)).toEqual([3, 450]);
    expect(round.take('two', [{ ...step, arm: 'CONTROL' }], RESTAURANT, campaigns, POINT_VALUE)).toEqual([]);
  });

  it('are taken by each act, the money rounded up, and come back for those that were not written', () => {
    const uses = round.take('one', [sold(3)], RESTAURANT, campaigns, POINT_VALUE);
    expect(uses.map(({ leaseId, amount }) => [leaseId, amount])).toEqual([
      ['small', 3],
      ['money', 450],
    ]);
    round.take('two', [sold(3)], RESTAURANT, campaigns, POINT_VALUE);
    expect(left(1)).toMatchObject({ POINTS: 17, MONEY: 0 });
    round.release((id) => id === 'two');
    expect(left(1)).toMatchObject({ POINTS: 20, MONEY: 450 });
  });

  it('say how much all acts together wanted of a budget that was too short', () => {
    left(25);
    left(30);
    const wanted = [...round.wanted.values()].map(({ terms, amount }) => [terms.unit, terms.version, amount]);
    expect(wanted).toEqual([
      ['POINTS', 3, 55],
      ['MONEY', 3, 8_250],
    ]);
  });
});
