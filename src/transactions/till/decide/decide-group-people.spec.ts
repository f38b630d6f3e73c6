import { campaignOf } from '../../../../test/support/decision/campaigns';
import { programOf } from '../../../../test/support/decision/programs';
import { ANNA, BORIS, deciding, leasing, personBudget, rowOf, SNAPSHOT } from '../../../../test/support/till/deciding';
import { decidedBy, GUEST, NOW, snapshotOf } from '../../../../test/support/till/till-acts';
import type { TillAct } from '../../ledger/act/till-act';

const VERA = '018f0000-0000-7000-8000-000000000003';
const NO_LOTS = { lots: '[]' };
const BOUND = SNAPSHOT.profile.settings.limits.managerManualPerDay;

const byAnna = snapshotOf(undefined, {}, { deciders: decidedBy({ 'PROGRAM 1': ANNA }) });

describe('points by a programme that one person put in force', () => {
  it.each([
    ['all are given within both bounds', 100, 0, 0],
    ['those above the bound of the person wait', 40, 0, 60],
    ['all wait once the bound of the person is used up', 0, 0, 100],
    ['those above the bound of the guest wait', 100, BOUND - 30, 70],
    ['all wait beyond the bound of the guest', 100, BOUND + 1, 100],
    ['the smaller rest counts, of the guest', 40, BOUND - 30, 70],
    ['the smaller rest counts, of the person', 20, BOUND - 30, 80],
  ])('%s', (_name, left, given, waiting) => {
    const budgets = leasing({ [personBudget(ANNA, 'POINTS')]: left }, { [GUEST]: given });
    const { rows, outcomes } = deciding([{}], NO_LOTS, { snapshot: byAnna, budgets });
    expect(rows.group).toMatchObject({ available: 100 - waiting, inReview: waiting });
    const [, review] = rows.transactions.map(({ row }) => row);
    expect(rowOf(outcomes[0])).toMatchObject({ id: 'act', type: 'SALE', pointsEarned: 100 });
    expect(rows.transactions).toHaveLength(waiting === 0 ? 1 : 2);
    if (waiting > 0)
      expect(review).toMatchObject({
        type: 'HOLD',
        pointsRedeemed: waiting,
        actorKind: 'system',
        recordedAt: NOW,
        occurredAt: NOW,
        businessDate: '2026-03-01',
      });
    expect(rows.soleGifts).toEqual([
      {
        transactionId: 'act',
        person: ANNA,
        unit: 'POINTS',
        guestId: GUEST,
        source: 'PROGRAM 1',
        amount: 100,
        waiting,
        holdId: review?.id ?? null,
      },
    ]);
    const used = Math.min(left, 100);
    expect(rows.budgetUses.map(({ leaseId, amount, transactionId }) => [leaseId, amount, transactionId])).toEqual(
      used === 0 ? [] : [[personBudget(ANNA, 'POINTS'), used, 'act']],
    );
  });

  it('use the bounds of everybody who could sign in as the person, and the one with the least left counts', () => {
    const deciders = decidedBy({ 'PROGRAM 1': ANNA }, { [ANNA]: [BORIS] });
    const budgets = leasing({ [personBudget(ANNA, 'POINTS')]: 70, [personBudget(BORIS, 'POINTS')]: 40 });
    const { rows } = deciding([{}], NO_LOTS, { snapshot: snapshotOf(undefined, {}, { deciders }), budgets });
    expect(rows.group).toMatchObject({ available: 40, inReview: 60 });
    expect(rows.budgetUses.map(({ leaseId, amount }) => [leaseId, amount])).toEqual([
      [personBudget(ANNA, 'POINTS'), 70],
      [personBudget(BORIS, 'POINTS'), 40],
    ]);
  });

  it('count for each of two acts, the second by what the first left', () => {
    const budgets = leasing({ [personBudget(ANNA, 'POINTS')]: 150 });
    const { rows } = deciding([{ id: 'a' }, { id: 'b' }], NO_LOTS, { snapshot: byAnna, budgets });
    expect(rows.soleGifts.map(({ transactionId, waiting }) => [transactionId, waiting])).toEqual([
      ['a', 0],
      ['b', 50],
    ]);
  });

  it('are shared with the person who started a campaign, and each person answers for their own part', () => {
    const deciders = decidedBy({ 'PROGRAM 1': ANNA, 'CAMPAIGN TEN 1': BORIS });
    const snapshot = snapshotOf(undefined, {}, { deciders, campaigns: { TEN: campaignOf() } });
    const budgets = leasing({ [personBudget(ANNA, 'POINTS')]: 90, [personBudget(BORIS, 'POINTS')]: 10 });
    const { rows } = deciding([{}], NO_LOTS, { snapshot, budgets });
    expect(rows.group).toMatchObject({ available: 100, inReview: 10 });
    expect(rows.soleGifts.map(({ person, source, amount, waiting }) => [person, source, amount, waiting])).toEqual([
      [BORIS, 'CAMPAIGN TEN 1', 10, 10],
      [ANNA, 'PROGRAM 1', 100, 0],
    ]);
  });

  it('wait as a whole where a cashier rings up more than guests buy, and use no bound', () => {
    const limits = { ...SNAPSHOT.profile.settings.limits, saleAtOnce: 9_999 };
    const deciders = decidedBy({}, { [ANNA]: [] });
    const actor = { kind: 'user', id: ANNA } as const;
    const ring = (saleAtOnce: number, by: TillAct['actor'] = actor) =>
      deciding([{ actor: by }], NO_LOTS, {
        snapshot: snapshotOf(undefined, { limits: { ...limits, saleAtOnce } }, { deciders }),
        budgets: leasing({ [personBudget(ANNA, 'POINTS')]: 1_000 }),
      }).rows;
    expect(ring(9_999).group).toMatchObject({ available: 0, inReview: 100 });
    expect(ring(9_999).soleGifts).toMatchObject([{ person: ANNA, source: 'BY_HAND', amount: 100, waiting: 100 }]);
    expect(ring(9_999).budgetUses).toEqual([]);
    expect(ring(10_000)).toMatchObject({ group: { inReview: 0 }, soleGifts: [] });
    expect(ring(9_999, { kind: 'system', id: null })).toMatchObject({ group: { inReview: 0 }, soleGifts: [] });
  });

  it('do not wait where they have paid a debt already', () => {
    const budgets = leasing({});
    const { rows } = deciding([{}], { ...NO_LOTS, receivable: 100 }, { snapshot: byAnna, budgets });
    expect(rows.group).toMatchObject({ available: 0, inReview: 0, receivable: 0 });
    expect(rows.transactions).toHaveLength(1);
    expect(rows.soleGifts).toMatchObject([{ amount: 100, waiting: 0, holdId: null }]);
  });

  it('wait only as far as the guest still has them', () => {
    const { rows } = deciding([{}], { ...NO_LOTS, receivable: 70 }, { snapshot: byAnna, budgets: leasing({}) });
    expect(rows.group).toMatchObject({ available: 0, inReview: 30, receivable: 0 });
    expect(rows.soleGifts).toMatchObject([{ amount: 100, waiting: 30 }]);
  });
});

describe('tiers and counters by the hand of one person', () => {
  const document = programOf({ tierCounters: [{ code: 'tastings' }] });
  const act: Partial<TillAct> = {
    actor: { kind: 'user', id: ANNA },
    body: { kind: 'COUNT', counter: 'tastings', count: 1 },
  };
  const count = (changes: Partial<TillAct>, left: Readonly<Record<string, number>>, openers = {}) =>
    deciding(
      [{ ...act, ...changes }],
      {},
      {
        snapshot: snapshotOf([{ from: 0, document }], {}, { deciders: decidedBy({}, { [ANNA]: [], ...openers }) }),
        budgets: leasing(left),
      },
    );

  it('each use one of the number of a day, and are refused above it', () => {
    const within = count({}, { [personBudget(ANNA, 'USES')]: 1 });
    expect(within.outcomes[0]).toMatchObject({ kind: 'POSTED' });
    expect(within.rows.budgetUses).toMatchObject([
      { leaseId: personBudget(ANNA, 'USES'), amount: 1, transactionId: 'act' },
    ]);
    const above = count({}, { [personBudget(ANNA, 'USES')]: 0 });
    expect(above.outcomes[0]).toMatchObject({ kind: 'REFUSED', code: 'tiers_by_hand_exceeded', data: { max: 50 } });
    expect(above.rows).toMatchObject({ transactions: [], budgetUses: [] });
  });

  it('are refused where a colleague who could sign in as the person has used the number up', () => {
    const left = { [personBudget(ANNA, 'USES')]: 5, [personBudget(BORIS, 'USES')]: 0 };
    expect(count({}, left, { [ANNA]: [BORIS] }).outcomes[0]).toMatchObject({ code: 'tiers_by_hand_exceeded' });
  });

  it.each([
    ['a person of another network', { actor: { kind: 'user', id: VERA } }],
    ['an import', { channel: 'IMPORT' }],
    ['a key that two people let through', { actor: { kind: 'key', id: 'key', soleDecider: null } }],
  ] as const)('use none where they come from %s', (_name, changes) => {
    expect(count(changes, {}).outcomes[0]).toMatchObject({ kind: 'POSTED' });
  });
});
