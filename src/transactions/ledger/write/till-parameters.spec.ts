import { createHash } from 'node:crypto';
import { journalRow, NOW } from '../../../../test/support/till/till-acts';
import { NOTHING_WRITTEN } from '../../till/decide/decide-group';
import { lowestIdAt } from '../../../platform/ids/ids';
import { askedRows, soleGiftRows, writeValues } from './till-parameters';
import type { GroupRows, LotWrite } from './till-rows';

type Field = string | number | boolean | null | readonly Field[] | readonly (readonly Field[])[];

const uuidOf = (n: number) => `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [NETWORK, GUEST, OTHER, ACT, LOT, TILL] = [1, 2, 3, 4, 5, 6].map(uuidOf) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const DAY = 86_400_000;
const EPOCH_2000 = Date.UTC(2000, 0, 1);

/**
 * Reads rows as PostgreSQL does. The project's own types have no fixed number and stand as 0: an array of them begins with its number of dimensions,
 * any other value with a letter.
 */
function rowsOf(bytes: Buffer): readonly (readonly Field[])[] {
  if (bytes.readInt32BE(0) === 0) return [];
  const rows: Field[][] = [];
  let at = 20;
  for (let row = 0; row < bytes.readInt32BE(12); row += 1) {
    const fields: Field[] = [];
    const count = bytes.readInt32BE(at + 4);
    at += 8;
    for (let field = 0; field < count; field += 1) {
      const [type, length] = [bytes.readUInt32BE(at), bytes.readInt32BE(at + 4)];
      at += 8;
      fields.push(length < 0 ? null : fieldOf(type, bytes.subarray(at, at + length)));
      at += Math.max(0, length);
    }
    rows.push(fields);
  }
  return rows;
}

function fieldOf(type: number, bytes: Buffer): Field {
  switch (type) {
    case 16:
      return bytes[0] === 1;
    case 17:
      return bytes.toString('hex');
    case 20:
      return Number(bytes.readBigInt64BE());
    case 21:
      return bytes.readInt16BE();
    case 23:
      return bytes.readInt32BE();
    case 1016:
      return numbersOf(bytes);
    case 1184: {
      const micros = bytes.readBigInt64BE();
      return micros === 0x7fff_ffff_ffff_ffffn ? 'infinity' : Number(micros / 1_000n) + EPOCH_2000;
    }
    case 2950:
      return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    case 0:
      return bytes.length >= 12 && bytes.readInt32BE(0) <= 1 ? rowsOf(bytes) : bytes.toString();
    default:
      return bytes.toString();
  }
}

function numbersOf(bytes: Buffer): number[] {
  const numbers: number[] = [];
  for (let at = 24; at < bytes.length; at += 12) numbers.push(Number(bytes.readBigInt64BE(at)));
  return numbers;
}

describe('the guests whom a network asks for', () => {
  const NO_SPENDING = { receiptNumber: 'A-1', externalOrderId: 'order', pointOfSaleId: TILL };
  const readOf = (readings: Parameters<typeof askedRows>[0][number]['readings'], codes = [] as const) =>
    rowsOf(askedRows([{ networkId: NETWORK, readings, codes }]));

  it('are read with their lots, ends, look-ups and spending, as far as those are wanted', () => {
    const lookUps = [{ actorId: OTHER, guestId: GUEST }];
    const spending = { since: NOW, ...NO_SPENDING };
    const rows = readOf([
      { guestId: GUEST, needLots: true, ends: 3, lookUps, spending },
      { guestId: null, needLots: false },
    ]);
    expect(rows).toEqual([
      [
        NETWORK,
        [
          [GUEST, true, 3, [[OTHER, GUEST]], [[NOW, lowestIdAt(NOW - DAY), 'A-1', 'order', TILL]]],
          [null, false, null, [], []],
        ],
        [],
      ],
    ]);
  });

  it('come with the codes that acts name, each network by itself', () => {
    const codes = [
      { guestId: GUEST, digest: LOT },
      { guestId: null, digest: OTHER },
    ];
    const rows = rowsOf(
      askedRows([
        { networkId: NETWORK, readings: [], codes },
        { networkId: OTHER, readings: [{ guestId: GUEST, needLots: false }], codes: [] },
      ]),
    );
    expect(rows).toEqual([
      [
        NETWORK,
        [],
        [
          [GUEST, LOT],
          [null, OTHER],
        ],
      ],
      [OTHER, [[GUEST, false, null, [], []]], []],
    ]);
    expect(rowsOf(askedRows([]))).toEqual([]);
  });
});

const GROUP: GroupRows['group'] = {
  guestId: GUEST,
  expected: 4,
  version: 5,
  tier: 'GOLD',
  graceUntil: 20_600,
  available: 1,
  pending: 2,
  held: 3,
  inReview: 4,
  receivable: 5,
  overdraft: true,
  spend: 6,
  visits: 7,
  pointsEarned: 8,
  sales: 9,
  days: [20_500, 10, 1, 2],
  counters: '{"a":1}',
  dueMs: NOW,
  blocked: true,
};
const lotOf = (lotId: string, remaining: number, changes: Partial<LotWrite> = {}): LotWrite => ({
  lotId,
  expiresAt: NOW,
  amount: 50,
  remaining,
  held: 0,
  activatesAt: null,
  restaurantId: null,
  ...changes,
});

/** The arrays of a batch by their names, in the order of the type `till_batch`. */
function written(groups: readonly GroupRows[], lockTimeout: string | null = '5s') {
  const [batch = []] = rowsOf(writeValues([{ networkId: NETWORK, rulesVersion: 7, lockTimeout, groups }])[0] as Buffer);
  const [networkId, rulesVersion, timeout, ...arrays] = batch;
  const names = [
    'groups',
    'claims',
    'transactions',
    'comments',
    'transfers',
    'newLots',
    'changedLots',
    'spentLots',
    'answers',
    'takes',
    'uses',
    'budgetUses',
    'budgetReturns',
  ] as const;
  expect(arrays).toHaveLength(names.length);
  const of = Object.fromEntries(names.map((name, at) => [name, arrays[at]])) as Record<
    (typeof names)[number],
    readonly (readonly Field[])[]
  >;
  return { networkId, rulesVersion, timeout, ...of };
}

describe('the rows that a batch writes', () => {
  const nothing = { ...NOTHING_WRITTEN, group: GROUP };

  it('are those of its groups by the rules of the network, with how long to wait for a guest', () => {
    expect(written([nothing])).toMatchObject({ networkId: NETWORK, rulesVersion: 7, timeout: '5s' });
    expect(written([nothing], null).timeout).toBeNull();
    expect(written([nothing]).groups).toEqual([
      [GUEST, 4, 5, 'GOLD', 20_600, 1, 2, 3, 4, 5, true, 6, 7, 8, 9, [20_500, 10, 1, 2], '{"a":1}', NOW, true],
    ]);
    expect(written([{ ...nothing, group: { ...GROUP, dueMs: null } }]).groups[0]?.[17]).toBe('infinity');
  });

  it('name their group, counted from 1', () => {
    const claims = [{ digest: LOT, kind: 'RECEIPT', holder: ACT, expected: OTHER }] as const;
    const takes = [{ digest: LOT, batchId: OTHER }];
    const batch = written([nothing, { ...nothing, claims: [...claims], takes }]);
    expect(batch.claims).toEqual([[2, LOT, 'R', ACT, OTHER]]);
    expect(batch.takes).toEqual([[2, LOT, OTHER]]);
    expect(batch).toMatchObject({ transactions: [], comments: [], transfers: [], answers: [], uses: [] });
  });

  it('keep a comment apart from its row, which has its hash alone', () => {
    const rows = [
      { row: journalRow({ id: ACT, guestId: GUEST, ...idsOf() }), comment: 'cold' },
      { row: journalRow({ id: OTHER, guestId: GUEST, ...idsOf() }), comment: null },
    ];
    const batch = written([{ ...nothing, transactions: rows }]);
    expect(batch.comments).toEqual([[1, ACT, 'cold']]);
    const [first = [], second = []] = batch.transactions;
    const differing = first.filter((field, at) => JSON.stringify(field) !== JSON.stringify(second[at]));
    expect(differing).toHaveLength(2);
    expect(differing[0]).toBe(ACT);
    expect(differing[1]).toBe(createHash('sha256').update('cold').digest('hex'));
    expect(first[0]).toBe(1);
  });

  it('part lots into those that their act opens, those that change, and those that are spent', () => {
    const transactions = [{ row: journalRow({ id: ACT, guestId: GUEST, ...idsOf() }), comment: null }];
    const changed = lotOf(LOT, 20, { expiresAt: null, held: 5, activatesAt: NOW + 1, restaurantId: TILL });
    const lots = [lotOf(ACT, 50), changed, lotOf(OTHER, 0)];
    const batch = written([{ ...nothing, transactions, lots }]);
    expect(batch.newLots).toEqual([[1, GUEST, NOW, ACT, 50, 50, 0, null, null]]);
    expect(batch.changedLots).toEqual([[1, GUEST, 'infinity', LOT, 50, 20, 5, NOW + 1, TILL]]);
    expect(batch.spentLots).toEqual([[1, GUEST, NOW, OTHER, 50, 0, 0, null, null]]);
    // An act may spend points that it earns itself.
    const atOnce = written([{ ...nothing, transactions, lots: [lotOf(ACT, 0)] }]);
    expect([atOnce.newLots, atOnce.changedLots, atOnce.spentLots.length]).toEqual([[], [], 1]);
  });

  it('are transfers, answers, uses and budgets with all their fields', () => {
    const transfer = {
      transactionId: ACT,
      n: 2,
      code: 'ACCRUAL',
      debitKind: 'RESTAURANT_ISSUED',
      debitOwner: TILL,
      creditKind: 'GUEST_AVAILABLE',
      creditOwner: GUEST,
      amount: 5,
      lotId: LOT,
      expiresAt: NOW,
      activatesAt: null,
      unit: null,
    };
    const use = {
      digest: LOT,
      batchId: OTHER,
      redemptionId: ACT,
      rewardId: TILL,
      rewardVersion: 3,
      terms: '{}',
      saleId: OTHER,
      restaurantId: null,
      claimed: true,
    };
    const answer = { id: ACT, requestHash: 'ab'.repeat(32), status: 409, code: 'hold_expired', data: '{}' };
    const batch = written([
      {
        ...nothing,
        transfers: [transfer],
        answers: [answer],
        uses: [use],
        budgetUses: [{ leaseId: LOT, budgetId: OTHER, transactionId: ACT, amount: 9 }],
        budgetReturns: [{ campaign: 'TEN', transactionId: ACT, points: 1, money: 2, uses: 3 }],
      },
    ]);
    expect(batch.transfers).toEqual([
      [1, ACT, 2, 'ACCRUAL', 'RESTAURANT_ISSUED', TILL, 'GUEST_AVAILABLE', GUEST, 5, LOT, NOW, null, null],
    ]);
    expect(batch.answers).toEqual([[1, ACT, 'ab'.repeat(32), 409, 'hold_expired', '{}']]);
    expect(batch.uses).toEqual([[1, LOT, OTHER, ACT, GUEST, TILL, 3, '{}', OTHER, null, true]]);
    expect(batch.budgetUses).toEqual([[1, LOT, OTHER, ACT, 9]]);
    expect(batch.budgetReturns).toEqual([[1, 'TEN', ACT, 1, 2, 3]]);
  });
});

describe('gifts by the decision of one person', () => {
  it('name batch and group, each counted from 1', () => {
    const gift = {
      transactionId: ACT,
      person: OTHER,
      unit: 'POINTS',
      guestId: GUEST,
      source: 'PROGRAM 1',
      amount: 100,
      waiting: 60,
      holdId: LOT,
    } as const;
    const nothing = { networkId: NETWORK, rulesVersion: 1, lockTimeout: null, groups: [NOTHING_WRITTEN] };
    const giving = { ...nothing, groups: [NOTHING_WRITTEN, { ...NOTHING_WRITTEN, soleGifts: [gift] }] };
    expect(rowsOf(soleGiftRows([nothing, giving]))).toEqual([
      [2, 2, NETWORK, ACT, OTHER, 'POINTS', GUEST, 'PROGRAM 1', 100, 60, LOT],
    ]);
    expect(rowsOf(soleGiftRows([nothing]))).toEqual([]);
  });
});

function idsOf() {
  return { restaurantId: TILL, pointOfSaleId: TILL, shiftId: TILL, actorId: OTHER, requestId: OTHER };
}
