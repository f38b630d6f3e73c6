import { minorUnits, partsPerMillion, points } from '../../../decision';
import { campaignOf } from '../../../../test/support/decision/campaigns';
import { activitiesOf, earningOf, programOf, tierOf } from '../../../../test/support/decision/programs';
import { ANNA, BORIS, deciding, leasing, personBudget, rowOf } from '../../../../test/support/till/deciding';
import {
  decidedBy,
  GUEST,
  NOW,
  preparedAct,
  relatedRows,
  saleBody,
  snapshotOf,
  tillAct,
} from '../../../../test/support/till/till-acts';
import type { TillAct } from '../../ledger/act/till-act';

describe('money off by campaigns that one person started', () => {
  const off = (amount: number, changes = {}) =>
    campaignOf({
      schema: 3,
      type: 'MONEY_OFF',
      offer: null,
      moneyOff: { kind: 'AMOUNT', amount: minorUnits(amount) },
      ...changes,
    });
  const sell = (
    campaigns: Parameters<typeof snapshotOf>[2],
    left: Readonly<Record<string, number>>,
    act: Partial<TillAct> = {},
  ) => deciding([act], { lots: '[]' }, { snapshot: snapshotOf(undefined, {}, campaigns), budgets: leasing(left) });
  const ANNAS = personBudget(ANNA, 'MONEY');
  const deciders = decidedBy({ 'CAMPAIGN TEN 1': ANNA });

  it('is given within the bound of the day, and uses it', () => {
    const { rows, outcomes } = sell({ campaigns: { TEN: off(1_000) }, deciders }, { [ANNAS]: 1_000 });
    expect(rowOf(outcomes[0])).toMatchObject({ discount: 1_000, payable: 9_000 });
    expect(rows.budgetUses).toMatchObject([{ leaseId: ANNAS, amount: 1_000, transactionId: 'act' }]);
    expect(rows.soleGifts).toEqual([]);
  });

  it('is cut to the bound, and the rest is noted', () => {
    const { rows, outcomes } = sell({ campaigns: { TEN: off(1_000) }, deciders }, { [ANNAS]: 300 });
    expect(rowOf(outcomes[0]).discount).toBe(300);
    expect(rows.budgetUses).toMatchObject([{ leaseId: ANNAS, amount: 300 }]);
    expect(rows.soleGifts).toEqual([
      {
        transactionId: 'act',
        person: ANNA,
        unit: 'MONEY',
        guestId: GUEST,
        source: 'CAMPAIGN TEN 1',
        amount: 1_000,
        waiting: 700,
        holdId: null,
      },
    ]);
  });

  const nothingGiven = { transactionId: 'act', person: ANNA, unit: 'MONEY', amount: 1_000, waiting: 1_000 };

  it('is not given at all where the campaign gives all or nothing, and is noted', () => {
    const campaigns = { TEN: off(1_000, { onShortBudget: 'REFUSE' }) };
    const { rows, outcomes } = sell({ campaigns, deciders }, { [ANNAS]: 999 });
    expect(rowOf(outcomes[0]).discount).toBe(0);
    expect(rows.budgetUses).toEqual([]);
    expect(rows.soleGifts).toMatchObject([nothingGiven]);
  });

  it('is noted where the bound of the day leaves nothing, also without a guest', () => {
    const { rows, outcomes } = sell({ campaigns: { TEN: off(1_000) }, deciders }, { [ANNAS]: 0 });
    expect(rowOf(outcomes[0]).discount).toBe(0);
    expect(rows.budgetUses).toEqual([]);
    expect(rows.soleGifts).toMatchObject([nothingGiven]);
    const snapshot = snapshotOf(undefined, {}, { campaigns: { TEN: off(1_000, { everybody: true }) }, deciders });
    const options = { guestId: null, snapshot, budgets: leasing({ [ANNAS]: 0 }) };
    const anonymous = deciding([{ guestId: null }], { version: null }, options);
    expect(anonymous.rows.soleGifts).toMatchObject([{ ...nothingGiven, guestId: null }]);
  });

  it('uses the bounds of everybody who could sign in as the person', () => {
    const shared = decidedBy({ 'CAMPAIGN TEN 1': ANNA }, { [ANNA]: [BORIS] });
    const left = { [ANNAS]: 1_000, [personBudget(BORIS, 'MONEY')]: 200 };
    expect(rowOf(sell({ campaigns: { TEN: off(1_000) }, deciders: shared }, left).outcomes[0]).discount).toBe(200);
  });

  it('of two campaigns of one person uses the bound once for both', () => {
    const both = decidedBy({ 'CAMPAIGN TEN 1': ANNA, 'CAMPAIGN FIVE 1': ANNA });
    const campaigns = { TEN: off(1_000, { priority: 1 }), FIVE: off(500, { priority: 2 }) };
    const { rows, outcomes } = sell({ campaigns, deciders: both }, { [ANNAS]: 1_200 });
    expect(rowOf(outcomes[0]).discount).toBe(1_200);
    expect(rows.budgetUses.map(({ leaseId, amount }) => [leaseId, amount])).toEqual([[ANNAS, 1_200]]);
    expect(rows.soleGifts).toMatchObject([{ amount: 1_500, waiting: 300 }]);
  });

  it('uses the bound of each person for the campaigns of that person', () => {
    const two = decidedBy({ 'CAMPAIGN TEN 1': ANNA, 'CAMPAIGN FIVE 1': BORIS });
    const campaigns = { TEN: off(1_000, { priority: 1 }), FIVE: off(500, { priority: 2 }) };
    const left = { [ANNAS]: 1_500, [personBudget(BORIS, 'MONEY')]: 1_500 };
    const { rows, outcomes } = sell({ campaigns, deciders: two }, left);
    expect(rowOf(outcomes[0]).discount).toBe(1_500);
    expect(rows.budgetUses.map(({ leaseId, amount }) => [leaseId, amount])).toEqual([
      [ANNAS, 1_000],
      [personBudget(BORIS, 'MONEY'), 500],
    ]);
  });

  it('uses nothing for a guest of the control group of the campaign', () => {
    const control = { sharePpm: partsPerMillion(1_000_000), seed: 'seed' };
    const { rows, outcomes } = sell({ campaigns: { TEN: off(1_000, { control }) }, deciders }, { [ANNAS]: 1_000 });
    expect(rowOf(outcomes[0]).discount).toBe(0);
    expect(rows).toMatchObject({ budgetUses: [], soleGifts: [] });
  });

  it('uses nothing again when a guest claims the receipt with the money off', () => {
    const everybody = off(1_000, { everybody: true });
    const snapshot = snapshotOf(undefined, {}, { campaigns: { TEN: everybody }, deciders });
    const anonymous = deciding(
      [{ guestId: null }],
      { version: null },
      {
        guestId: null,
        snapshot,
        budgets: leasing({ [ANNAS]: 1_000 }),
      },
    );
    const receipt = rowOf(anonymous.outcomes[0]);
    expect(receipt.discount).toBe(1_000);
    expect(anonymous.rows.budgetUses).toMatchObject([{ leaseId: ANNAS, amount: 1_000 }]);
    expect(anonymous.rows.soleGifts).toEqual([]);
    const claim = preparedAct({
      act: tillAct({ id: 'claim', body: { kind: 'CLAIM', receiptId: receipt.id } }),
      related: relatedRows(receipt),
    });
    const claimed = deciding([claim], { lots: '[]' }, { snapshot, budgets: leasing({ [ANNAS]: 1_000 }) });
    expect(rowOf(claimed.outcomes[0])).toMatchObject({ discount: 1_000, payable: 9_000 });
    expect(claimed.rows).toMatchObject({ budgetUses: [], soleGifts: [] });
  });

  it('uses no bound where two people started the campaign, and is not given in an import', () => {
    const { rows, outcomes } = sell({ campaigns: { TEN: off(1_000) } }, {});
    expect(rowOf(outcomes[0]).discount).toBe(1_000);
    expect(rows).toMatchObject({ budgetUses: [], soleGifts: [] });
    const campaigns = { TEN: off(1_000) };
    const imported = sell({ campaigns, deciders }, { [ANNAS]: 1_000 }, { channel: 'IMPORT', occurredAt: NOW });
    expect(rowOf(imported.outcomes[0]).discount).toBe(0);
    expect(imported.rows).toMatchObject({ budgetUses: [], soleGifts: [] });
  });

  it('is counted by the version of a no-regret change that counts', () => {
    const half = off(0, { moneyOff: { kind: 'SHARE', ratePpm: partsPerMillion(500_000) } });
    const tenth = tierOf('BASE', { discountPpm: partsPerMillion(100_000) });
    const earning = earningOf({ base: null });
    const versions = [
      { from: 0, document: programOf({ tiers: [tenth], earning }) },
      { from: NOW - 1, document: programOf({ earning, noRegret: { days: 3, budget: minorUnits(100_000) } }) },
    ];
    const snapshot = snapshotOf(versions, {}, { campaigns: { TEN: half }, deciders });
    const budgets = leasing({ [ANNAS]: 10_000, 'program 2 MONEY ': 10_000 });
    const { rows, outcomes } = deciding([{}], { lots: '[]' }, { snapshot, budgets });
    expect(rowOf(outcomes[0])).toMatchObject({ programVersion: 1, discount: 5_500 });
    expect(rows.budgetUses).toContainEqual(expect.objectContaining({ leaseId: ANNAS, amount: 4_500 }));
    expect(rows.soleGifts).toEqual([]);
  });

  it('keeps within the budget of the campaign as well', () => {
    const budgets = [{ unit: 'MONEY', restaurantId: null, limit: 5_000 }] as const;
    const left = { [ANNAS]: 1_000, 'TEN MONEY ': 250 };
    const { rows, outcomes } = sell({ campaigns: { TEN: off(1_000, { budgets }) }, deciders }, left);
    expect(rowOf(outcomes[0]).discount).toBe(250);
    expect(rows.budgetUses.map(({ leaseId, amount }) => [leaseId, amount])).toEqual([
      ['TEN MONEY ', 250],
      [ANNAS, 250],
    ]);
    expect(rows.soleGifts).toEqual([]);
  });

  it('asks the person nothing where the budget of the campaign is used up', () => {
    const rowsOf = (unit: 'MONEY' | 'USES', left: number, onShortBudget: string) => {
      const budgets = [{ unit, restaurantId: null, limit: 5_000 }];
      const campaigns = { TEN: off(1_000, { budgets, onShortBudget }) };
      return sell({ campaigns, deciders }, { [ANNAS]: 1_000, [`TEN ${unit} `]: left }).rows;
    };
    const nothing = { budgetUses: [], soleGifts: [] };
    expect(rowsOf('MONEY', 0, 'CUT')).toMatchObject(nothing);
    expect(rowsOf('MONEY', 999, 'REFUSE')).toMatchObject(nothing);
    expect(rowsOf('USES', 0, 'CUT')).toMatchObject(nothing);
  });

  it('is not given to a guest of the control group of the network', () => {
    const held = snapshotOf(undefined, { campaignHoldoutPpm: 1_000_000 }, { campaigns: { TEN: off(1_000) } });
    expect(rowOf(deciding([{}], { lots: '[]' }, { snapshot: held }).outcomes[0]).discount).toBe(0);
  });
});

describe('the budget of a campaign', () => {
  const budgets = [{ unit: 'POINTS', restaurantId: null, limit: 1_000 }] as const;
  const task = { id: 'join', kind: 'ACTIVITY', code: 'registration', target: 1 } as const;
  const TASKS = campaignOf({ offer: null, challenge: { tasks: [task], payouts: [{ points: points(50) }] }, budgets });
  const document = programOf({ activities: activitiesOf({ registration: { points: points(1) } }) });
  const decidedWith = (act: Partial<TillAct>) => {
    const campaigns = { TEN: campaignOf({ budgets }), TASKS };
    const snapshot = snapshotOf([{ from: 0, document }], {}, { campaigns });
    const left = leasing({ 'TEN POINTS ': 1_000, 'TASKS POINTS ': 1_000 });
    const stored = { available: 50, lots: '[["lot",null,50,50,0,null,null]]' };
    const { rows, outcomes } = deciding([act], stored, { snapshot, budgets: left });
    return { row: rowOf(outcomes[0]), uses: rows.budgetUses.map(({ leaseId, amount }) => [leaseId, amount]), rows };
  };

  it('pays for the points of a sale or an activity, and for none of a hold', () => {
    expect(decidedWith({}).uses).toEqual([['TEN POINTS ', 10]]);
    expect(decidedWith({ body: { kind: 'AWARD', activity: 'registration' } }).uses).toEqual([['TASKS POINTS ', 50]]);
    const sale = saleBody(10_000, { pointsToRedeem: 5 });
    expect(decidedWith({ body: { kind: 'HOLD', holdMinutes: 5, sale } }).uses).toEqual([]);
  });

  it('gets back the gifts that a refund takes back', () => {
    const sale = decidedWith({ id: 'sale' }).row;
    const what = { kind: 'ALL' } as const;
    const body = { kind: 'REFUND', saleId: 'sale', reason: null, comment: 'cold', what, undo: false } as const;
    const refund = preparedAct({ act: tillAct({ id: 'refund', body }), related: relatedRows(sale) });
    const { rows } = deciding([refund], { version: 1, available: 160, lots: '[["lot",null,160,160,0,null,null]]' });
    expect(rows.budgetReturns).toEqual([{ campaign: 'TEN', transactionId: 'sale', points: 10, money: 1_000, uses: 1 }]);
    expect(rows.budgetUses).toEqual([]);
  });
});
