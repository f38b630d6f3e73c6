import { minorUnits, points, type SaleReward } from '../../../decision';
import { ANNA, BORIS, deciding, leasing, personBudget, rowOf } from '../../../../test/support/till/deciding';
import { decidedBy, GUEST, preparedAct, saleBody, snapshotOf, tillAct } from '../../../../test/support/till/till-acts';
import type { TillAct } from '../../ledger/act/till-act';
import type { UsedReward } from '../spending/rewards/reward-plan';

describe('a reward that one person made', () => {
  const off = { kind: 'AMOUNT_OFF', amount: minorUnits(400) } as const;
  const used: SaleReward = { redemptionId: 'r', rewardId: 'cup', code: 'CUP', minimumOrder: minorUnits(0), gift: off };
  const source: UsedReward = {
    code: 'CUP',
    rewardId: 'cup',
    version: 3,
    quantity: 1,
    points: 1,
    cost: 1,
    gift: off,
    batch: { id: 'batch', madeBy: BORIS },
  };
  const redemption = {
    id: 'redemption',
    rewardId: 'cup',
    rewardVersion: 3,
    terms: '{}',
    quantity: 1,
    counted: false,
    points: 0,
    status: 'FULFILLED',
    slotId: null,
    expiresAt: null,
    addressEncrypted: null,
  } as const;
  const coupon = { digest: 'digest', batchId: 'batch', madeBy: BORIS, isSingle: true, redemption };
  const prepared = (body: TillAct['body'], coupons = [coupon], sources = [source]) =>
    preparedAct({ act: tillAct({ body }), rewards: { used: [used], offer: null, coupons, sources } });
  const snapshot = snapshotOf(undefined, {}, { deciders: decidedBy({ 'REWARD cup 3': ANNA }, { [BORIS]: [] }) });
  const sell = (left: Readonly<Record<string, number>>, coupons = [coupon]) =>
    deciding([prepared(saleBody(10_000), coupons)], { lots: '[]' }, { snapshot, budgets: leasing(left) });
  const ANNAS = personBudget(ANNA, 'MONEY');
  const BORISES = personBudget(BORIS, 'MONEY');

  it('uses the money of the day of its maker and of the maker of its code, less what the guest paid for it', () => {
    const { rows, outcomes } = sell({ [ANNAS]: 300, [BORISES]: 300 });
    expect(rowOf(outcomes[0])).toMatchObject({ discount: 400, payable: 9_600 });
    expect(rows.budgetUses.map(({ leaseId, amount, transactionId }) => [leaseId, amount, transactionId])).toEqual([
      [BORISES, 300, 'act'],
      [ANNAS, 300, 'act'],
    ]);
    expect(rows.soleGifts).toEqual([]);
  });

  it('is refused above the bound of one of the two people, and each of them gets a case', () => {
    const { rows, outcomes } = sell({ [ANNAS]: 299, [BORISES]: 300 });
    expect(outcomes[0]).toMatchObject({
      kind: 'REFUSED',
      code: 'reward_not_available',
      data: { reward: 'CUP', reason: 'SECOND_PERSON' },
    });
    expect(rows).toMatchObject({ transactions: [], budgetUses: [], claims: [] });
    const noted = { unit: 'MONEY', guestId: GUEST, amount: 300, waiting: 300, holdId: null };
    expect(rows.soleGifts).toMatchObject([
      { ...noted, person: BORIS, source: 'COUPONS batch' },
      { ...noted, person: ANNA, source: 'REWARD cup 3' },
    ]);
    expect(new Set(rows.soleGifts.map(({ transactionId }) => transactionId)).size).toBe(2);
  });

  it('of goods uses the pieces of the day', () => {
    const goods = [{ ...source, gift: null, quantity: 2, batch: null }];
    const offer = {
      rewardId: 'cup',
      version: 3,
      code: 'CUP',
      cost: points(5),
      tiers: null,
      segments: null,
      stockLeft: null,
      slotLeft: null,
      guestLeft: null,
    };
    const take = (pieces: number) =>
      deciding(
        [
          preparedAct({
            act: tillAct({ body: { kind: 'REWARD', rewardId: 'cup', quantity: 2, slotId: null, coupon: null } }),
            rewards: { used: [], offer, coupons: [], sources: goods },
          }),
        ],
        { available: 50, lots: '[["lot",null,50,50,0,null,null]]' },
        { snapshot, budgets: leasing({ [personBudget(ANNA, 'USES')]: pieces }) },
      );
    expect(take(2).rows.budgetUses).toMatchObject([{ leaseId: personBudget(ANNA, 'USES'), amount: 2 }]);
    expect(take(1).outcomes[0]).toMatchObject({ code: 'reward_not_available' });
    expect(take(1).rows.soleGifts).toMatchObject([{ person: ANNA, unit: 'USES', amount: 2, waiting: 2 }]);
  });

  it('claims a code of one use, and counts the use of a shared code', () => {
    const left = { [ANNAS]: 300, [BORISES]: 300 };
    const use = { digest: 'digest', batchId: 'batch', redemptionId: 'redemption', rewardId: 'cup', rewardVersion: 3 };
    const at = { terms: '{}', saleId: 'act', restaurantId: 'restaurant' };
    expect(sell(left).rows).toMatchObject({
      claims: [{ kind: 'COUPON', digest: 'digest', holder: 'redemption', expected: null }],
      takes: [],
      uses: [{ ...use, ...at, claimed: true }],
    });
    expect(sell(left, [{ ...coupon, isSingle: false }]).rows).toMatchObject({
      claims: [],
      takes: [{ digest: 'digest', batchId: 'batch' }],
      uses: [{ ...use, ...at, claimed: false }],
    });
  });

  it('leaves its code free while a quote alone holds points', () => {
    const lots = '[["lot",null,50,50,0,null,null]]';
    const body = { kind: 'HOLD', holdMinutes: 10, sale: saleBody(10_000, { pointsToRedeem: 5 }) } as const;
    const { rows, outcomes } = deciding([prepared(body)], { available: 50, lots }, { snapshot, budgets: leasing({}) });
    expect(rowOf(outcomes[0]).type).toBe('HOLD');
    expect(rows).toMatchObject({ claims: [], takes: [], uses: [] });
  });

  it('tells how much is missing from the order that it needs, in the currency of the network', () => {
    const dear = { ...used, minimumOrder: minorUnits(10_500) };
    const act = preparedAct({ rewards: { used: [dear], offer: null, coupons: [], sources: [source] } });
    expect(deciding([act], { lots: '[]' }).outcomes[0]).toMatchObject({
      code: 'order_minimum_not_met',
      data: { min: 10_500, amount: 10_000, missing: 500, currency: 'RUB' },
    });
  });
});
