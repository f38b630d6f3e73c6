import { minorUnits, partsPerMillion, points } from '../../../decision';
import { activitiesOf, programOf } from '../../../../test/support/decision/programs';
import { deciding, leasing, rowOf } from '../../../../test/support/till/deciding';
import {
  journalRow,
  NOW,
  preparedAct,
  relatedRows,
  saleBody,
  snapshotOf,
  tillAct,
} from '../../../../test/support/till/till-acts';

const DAY = 86_400_000;

describe('a no-regret change', () => {
  const every = (step: number) => ({ ...programOf().earning, base: { step: minorUnits(step), points: points(1) } });
  const noRegret = { days: 3, budget: minorUnits(100_000) };
  const snapshot = snapshotOf([
    { from: 0, document: programOf() },
    { from: NOW - DAY, document: programOf({ earning: every(200), noRegret }) },
  ]);
  const sell = (left: number, body = saleBody(10_000)) =>
    deciding([{ body }], { lots: '[]' }, { snapshot, budgets: leasing({ 'program 2 MONEY ': left }) });

  it('gives by the earlier version while its budget pays, and the row names that version', () => {
    const { rows, outcomes } = sell(5_000);
    expect(rowOf(outcomes[0])).toMatchObject({ programVersion: 1, pointsEarned: 100 });
    expect(rows.budgetUses).toMatchObject([{ leaseId: 'program 2 MONEY ', amount: 5_000, transactionId: 'act' }]);
  });

  it('gives by the newer version where the budget is too short', () => {
    const { rows, outcomes } = sell(4_999);
    expect(rowOf(outcomes[0])).toMatchObject({ programVersion: 2, pointsEarned: 50 });
    expect(rows.budgetUses).toEqual([]);
  });

  it.each([
    ['a hold', { body: { kind: 'HOLD', holdMinutes: 5, sale: saleBody(10_000, { pointsToRedeem: 20 }) } }, 1],
    ['a redemption', { body: { kind: 'REDEMPTION', points: 20, orderAmount: 10_000 } }, 1],
    ['a sale before the change', { occurredAt: NOW - DAY - 1 }, 1],
    ['an import', { channel: 'IMPORT', occurredAt: NOW }, 2],
    ['an activity', { body: { kind: 'AWARD', activity: 'registration' } }, 2],
  ] as const)('decides only receipts by both versions: %s', (_name, changes, version) => {
    const payingAtMost = (sharePpm: number) => ({
      minPoints: points(1),
      maxSharePpm: partsPerMillion(sharePpm),
      leaveAtLeast: minorUnits(0),
    });
    const activities = activitiesOf({ registration: { points: points(1) } });
    const now = programOf({ redemption: payingAtMost(100_000), earning: every(200), noRegret, activities });
    const versions = snapshotOf([
      { from: 0, document: programOf({ redemption: payingAtMost(500_000) }) },
      { from: NOW - DAY, document: now },
    ]);
    const stored = { available: 50, lots: '[["lot",null,50,50,0,null,null]]' };
    const budgets = leasing({ 'program 2 MONEY ': 5_000 });
    const { outcomes } = deciding([changes], stored, { snapshot: versions, budgets });
    expect(rowOf(outcomes[0]).programVersion).toBe(version);
  });

  it('ends with its days', () => {
    const began = (days: number) =>
      snapshotOf([
        { from: 0, document: programOf() },
        { from: NOW - days * DAY, document: programOf({ earning: every(200), noRegret }) },
      ]);
    const versionAfter = (days: number) =>
      rowOf(deciding([{}], {}, { snapshot: began(days), budgets: leasing({ 'program 2 MONEY ': 5_000 }) }).outcomes[0])
        .programVersion;
    expect([versionAfter(2), versionAfter(3)]).toEqual([1, 2]);
  });

  it('gets its budget back in proportion to a refund', () => {
    const facts = '{"noRegret":{"now":2,"before":1,"counted":"BEFORE","paid":5000}}';
    const sale = journalRow({ id: 'sale', pointsEarned: 0, facts });
    const body = {
      kind: 'REFUND',
      saleId: 'sale',
      reason: null,
      comment: 'cold',
      what: { kind: 'AMOUNT', amount: 2_500 },
      undo: false,
    } as const;
    const refund = (related: typeof sale) =>
      deciding(
        [preparedAct({ act: tillAct({ body }), related: relatedRows(related) })],
        { version: 1, lots: '[]' },
        {
          snapshot,
        },
      ).rows.budgetReturns;
    expect(refund(sale)).toEqual([{ campaign: 'program 2', transactionId: 'sale', points: 0, money: 1_250, uses: 0 }]);
    expect(refund({ ...sale, facts: null })).toEqual([]);
    const unpaid = '{"noRegret":{"now":2,"before":1,"counted":"NOW"}}';
    expect(refund({ ...sale, facts: unpaid })).toEqual([]);
  });
});
