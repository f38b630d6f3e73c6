import fc from 'fast-check';
import {
  compileProgram,
  type Details,
  type LineDivision,
  type LotPart,
  minorUnits,
  NEVER,
  points,
  type RefundDetails,
  type SaleDetails,
  type SaleReward,
  type SaleStamps,
  type SoldCampaign,
  type TierProgress,
  type TraceEntry,
} from '../../../decision';
import { programOf } from '../../../../test/support/decision/programs';
import { journalRow, saleLine } from '../../../../test/support/till/till-acts';
import type { JournalRow } from './journal-row';
import {
  decodeAwardCampaigns,
  decodeCountDetails,
  decodeDivision,
  decodeFacts,
  decodeItems,
  decodeLimitedExpiry,
  decodeMergeDetails,
  decodeOpeningDetails,
  decodeProgress,
  decodeRefundDetails,
  decodeSaleDetails,
  decodeSoldCampaigns,
  decodeTierDetails,
  decodeTrace,
  decodeTransferDetails,
  decodeWarning,
  discountsOf,
  encodeDetails,
  encodeFacts,
  encodeItems,
  encodeProgress,
  encodeRefundDetails,
  encodeSaleDetails,
  encodeTrace,
  encodeWarning,
  isAttached,
  NO_FACTS,
  returnedToGuest,
  rewardCodesOf,
} from './stored-json';

const PIZZA = saleLine(3_000, { sku: 'p-1', name: 'Пицца', category: 'pizza', quantityMilli: 2_000, unitPrice: 1_500 });
const WATER = saleLine(500);
const DIVISION: LineDivision[] = [
  {
    gross: minorUnits(3_000),
    quantityMilli: 2_000,
    discount: minorUnits(150),
    points: points(7),
    pointsValue: minorUnits(700),
    payable: minorUnits(2_150),
    earned: points(21),
  },
  {
    gross: minorUnits(500),
    quantityMilli: 1_000,
    discount: minorUnits(25),
    points: points(1),
    pointsValue: minorUnits(100),
    payable: minorUnits(375),
    earned: points(3),
  },
];

describe('the lines of a sale', () => {
  it('are written short, with what each effect owes to them, in this form', () => {
    expect(encodeItems([PIZZA, WATER], DIVISION)).toBe(
      '[["p-1","Пицца","pizza",2000,1500,3000,150,7,700,2150,21],[null,null,null,1000,500,500,25,1,100,375,3]]',
    );
    expect(encodeItems(null, DIVISION)).toBeNull();
  });

  it('come back as the till sent them and as they were divided', () => {
    const row = journalRow({ items: encodeItems([PIZZA, WATER], DIVISION) });
    expect(decodeItems(row)).toEqual([PIZZA, WATER]);
    expect(decodeDivision(row)).toEqual(DIVISION);
  });

  it('keep type, tax and combo where the till sent them, each without the others', () => {
    const lines = [
      saleLine(500, { type: 'TIP' }),
      saleLine(500, { tax: minorUnits(50) }),
      saleLine(500, { combo: 'lunch' }),
      saleLine(500, { type: 'TIP', tax: minorUnits(50), combo: 'lunch' }),
    ];
    const division = lines.map(() => DIVISION[1] as LineDivision);
    const items = encodeItems(lines, division);
    expect((JSON.parse(items ?? '') as unknown[][]).map((stored) => stored.slice(11))).toEqual([
      ['TIP'],
      [null, 50],
      [null, null, 'lunch'],
      ['TIP', 50, 'lunch'],
    ]);
    expect(decodeItems(journalRow({ items }))).toEqual(lines);
  });

  it('are one line of everything where the act came without items; a first-sale bonus belongs to no line', () => {
    const row = journalRow({
      amount: 3_000,
      discount: 150,
      pointsRedeemed: 7,
      pointsValue: 700,
      payable: 2_150,
      pointsEarned: 221,
      details: '[20513,null,200,[]]',
    });
    expect(decodeItems(row)).toBeNull();
    expect(decodeDivision(row)).toEqual([{ ...DIVISION[0], quantityMilli: 1_000 }]);
    expect(decodeDivision({ ...row, details: null })[0]?.earned).toBe(221);
  });

  it('tell what was taken off each of them', () => {
    const items = encodeItems([PIZZA, WATER], DIVISION);
    expect(discountsOf(journalRow({ items, discount: 175 }))).toEqual([150, 25]);
    expect(discountsOf(journalRow({ items, discount: 0 }))).toEqual([]);
    expect(discountsOf(journalRow({ items: null, discount: 175 }))).toEqual([]);
  });

  it('each need their division', () => {
    expect(() => encodeItems([PIZZA, WATER], DIVISION.slice(1))).toThrow('each line has its division');
  });
});

const STAMPS: SaleStamps = {
  cards: [{ card: 'coffee', byLine: [2, 0], whole: 1 }],
  points: points(50),
  paidBy: null,
};

const SOLD: SoldCampaign = {
  campaign: 'DOUBLE',
  version: 2,
  occurrence: 0,
  arm: 'OFFERED',
  points: points(7),
  uses: 0,
  byLine: [],
};
const OFF: SoldCampaign = { ...SOLD, uses: 1, byLine: [0, 120], money: minorUnits(120) };

describe('what a refund must know of its sale', () => {
  const program = compileProgram(programOf({ pointValue: 42_000_000, refundPolicy: 'NEGATIVE' }));
  const redeemed: LotPart[] = [
    { lotId: 'lot-1', expiresAt: 1_773_000_000_000, points: points(3), restaurantId: 'restaurant' },
    { lotId: 'lot-2', expiresAt: NEVER, points: points(4), restaurantId: null },
  ];
  const details: SaleDetails = {
    kind: 'SALE',
    restaurantId: 'restaurant',
    day: 20_513,
    capDay: 20_512,
    capped: [],
    pointValue: 42_000_000,
    refundPolicy: 'NEGATIVE',
    firstSaleBonus: points(200),
    redeemed,
  };

  it('is written short, in this form', () => {
    expect(encodeSaleDetails(details)).toBe(
      '[20513,20512,200,[["lot-1",1773000000000,3,"restaurant"],["lot-2",null,4,null]]]',
    );
  });

  it('comes back, with what the programme of its version says', () => {
    const stored = encodeSaleDetails(details);
    expect(decodeSaleDetails(journalRow({ details: stored }), program)).toEqual(details);
    expect(decodeSaleDetails(journalRow({ type: 'REDEMPTION', details: stored }), program)).toEqual({
      ...details,
      kind: 'REDEMPTION',
    });
  });

  it.each<[string, Partial<SaleDetails>, string]>([
    ['a cap', { capped: [{ owner: 'earning.rule.r', byLine: [3, 0] }] }, '[["earning.rule.r",[3,0]]]'],
    ['stamps', { stamps: STAMPS }, `[],${JSON.stringify(STAMPS)}`],
    [
      'campaigns',
      {
        campaigns: [
          { ...SOLD, campaign: 'DOUBLE', byLine: [7, 0], uses: 1 },
          { ...SOLD, campaign: 'TASKS', arm: 'CONTROL', tasks: [{ task: 'visits', byLine: [0, 0], whole: 1 }] },
        ],
      },
      '[],null,null,[["DOUBLE",2,0,"O",7,1,[7,0]],["TASKS",2,0,"C",7,0,[],[["visits",[0,0],1]]]]',
    ],
    [
      'a campaign with variants',
      { campaigns: [{ ...SOLD, byLine: [7, 0], uses: 1, variant: 'B' }] },
      '[],null,null,[["DOUBLE",2,0,"O",7,1,[7,0],null,"B"]]',
    ],
    [
      'money off that asked for goods, at the sale and on a receipt before it',
      {
        campaigns: [
          { ...OFF, restsOn: { amount: minorUnits(350), lines: [0] } },
          { ...OFF, receiptId: 'receipt' },
          { ...OFF, receiptId: 'receipt', restsOn: { amount: minorUnits(350), lines: [0] } },
        ],
      },
      '[],null,null,[["DOUBLE",2,0,"O",7,1,[0,120],null,null,120,null,[350,[0]]],' +
        '["DOUBLE",2,0,"O",7,1,[0,120],null,null,120,"receipt"],["DOUBLE",2,0,"O",7,1,[0,120],null,null,120,"receipt",[350,[0]]]]',
    ],
    [
      'a reward that a campaign gave',
      { takenReward: { campaign: 'TASKS', occurrence: 20_513, reward: 'MUG' } },
      '[],null,null,[],["TASKS",20513,"MUG"]',
    ],
    ['an allowance', { byAllowance: points(9) }, '[],null,9'],
    [
      'all of them',
      { capped: [{ owner: 'earning', byLine: [1] }], stamps: STAMPS, byAllowance: points(9) },
      `[["earning",[1]]],${JSON.stringify(STAMPS)},9`,
    ],
  ])('says of %s only what there was, and comes back', (_, more, end) => {
    const stored = encodeSaleDetails({ ...details, redeemed: [], ...more });
    expect(stored).toBe(`[20513,20512,200,[],${end}]`);
    expect(decodeSaleDetails(journalRow({ details: stored }), program)).toEqual({ ...details, redeemed: [], ...more });
  });

  it('keeps the points of full stamp cards apart from those of lines', () => {
    const stored = encodeSaleDetails({ ...details, stamps: STAMPS });
    const [line] = decodeDivision(journalRow({ pointsEarned: 1_000, details: stored }));
    expect(line?.earned).toBe(1_000 - 200 - STAMPS.points);
  });

  it.each([
    ['an offer, which belongs to the lines', [SOLD], 1_000 - 200],
    ['a payout', [{ ...SOLD, tasks: [] }], 1_000 - 200 - 7],
    ['two payouts and an offer', [{ ...SOLD, tasks: [] }, SOLD, { ...SOLD, tasks: [] }], 1_000 - 200 - 14],
    ['the payout that a guest of a control group did not get', [{ ...SOLD, arm: 'CONTROL', tasks: [] }], 1_000 - 200],
  ] as const)('keeps the points of payouts apart from those of lines: %s', (_, campaigns, earned) => {
    const stored = encodeSaleDetails({ ...details, campaigns });
    expect(decodeDivision(journalRow({ pointsEarned: 1_000, details: stored }))[0]?.earned).toBe(earned);
  });

  it('tells which campaigns took part, of a sale alone', () => {
    const stored = encodeSaleDetails({ ...details, campaigns: [SOLD, OFF] });
    expect(decodeSoldCampaigns(journalRow({ details: stored }))).toEqual([SOLD, OFF]);
    expect(decodeSoldCampaigns(journalRow({ details: encodeSaleDetails(details) }))).toEqual([]);
    expect(decodeSoldCampaigns(journalRow({ details: null }))).toEqual([]);
    expect(decodeSoldCampaigns(journalRow({ type: 'REDEMPTION', details: stored }))).toEqual([]);
  });

  it.each<[string, Partial<LotPart>, string]>([
    ['restaurants', { limit: { restaurantIds: ['north'] } }, '"lot",null,4,null,["north"]'],
    ['categories', { limit: { categories: ['tea'] } }, '"lot",null,4,null,null,["tea"]'],
    ['both', { limit: { restaurantIds: ['north'], categories: ['tea'] } }, '"lot",null,4,null,["north"],["tea"]'],
    [
      'categories, with the lines that they paid',
      { limit: { categories: ['tea'] }, byLine: [0, 4] },
      '"lot",null,4,null,null,["tea"],[0,4]',
    ],
  ])('says where redeemed points could be spent: %s', (_, more, part) => {
    const limited = [{ lotId: 'lot', expiresAt: NEVER, points: points(4), restaurantId: null, ...more }];
    const stored = encodeSaleDetails({ ...details, redeemed: limited });
    expect(stored).toBe(`[20513,20512,200,[[${part}]]]`);
    expect(decodeSaleDetails(journalRow({ details: stored }), program).redeemed).toEqual(limited);
  });

  it('is of a sale or a redemption alone', () => {
    const stored = encodeSaleDetails(details);
    expect(() => decodeSaleDetails(journalRow({ details: null }), program)).toThrow(
      'the row row has the details of a sale',
    );
    expect(() => decodeSaleDetails(journalRow({ details: stored, type: 'MANUAL' }), program)).toThrow(
      'the row row has the details of a sale',
    );
  });
});

describe('what a refund leaves for the next', () => {
  const details: RefundDetails = {
    kind: 'REFUND',
    lines: [{ line: 2, gross: minorUnits(500), quantityMilli: 1_000, payable: minorUnits(375) }],
    whole: false,
    expired: points(3),
    forgiven: -2,
  };

  it('comes back as it was', () => {
    const stored = encodeRefundDetails(details);
    expect(decodeRefundDetails(journalRow({ type: 'REFUND', details: stored }))).toEqual(details);
  });

  it('tells what the guest was given back from what the allowance of a till had paid', () => {
    const row = (toAllowance?: number) =>
      journalRow({
        type: 'REFUND',
        pointsRedeemed: 10,
        details: encodeRefundDetails(
          toAllowance === undefined ? details : { ...details, toAllowance: points(toAllowance) },
        ),
      });
    expect([returnedToGuest(row()), returnedToGuest(row(4)), returnedToGuest(row(10))]).toEqual([10, 6, 0]);
    // A refund that gave nothing back need not have details of any.
    expect(returnedToGuest(journalRow({ type: 'REFUND', pointsRedeemed: 0, details: null }))).toBe(0);
  });

  it('is of a refund alone', () => {
    expect(() => decodeRefundDetails(journalRow({ type: 'REFUND', details: null }))).toThrow(
      'the row row has the details of a refund',
    );
    expect(() => decodeRefundDetails(journalRow())).toThrow('the row row has the details of a refund');
  });
});

describe('what other acts leave for those after them', () => {
  const rowOf = (type: JournalRow['type'], details: object) =>
    journalRow({ type, details: encodeDetails(details as Details) });
  const tier = { kind: 'TIER', change: { kind: 'SET', tier: 'GOLD', untilDay: 20_000 } };
  const count = { kind: 'COUNT', counter: 'REVIEWS', count: 2 };
  const transfer = {
    kind: 'TRANSFER',
    purpose: 'GIFT',
    otherGuestId: 'friend',
    earnedBefore: null,
    named: null,
    lots: [],
  };
  const merge = { kind: 'MERGE', otherGuestId: 'target', undoes: null, lots: [] };

  it('comes back as it was', () => {
    expect(decodeTierDetails(rowOf('TIER', tier))).toEqual(tier);
    expect(decodeCountDetails(rowOf('COUNT', count))).toEqual(count);
    expect(decodeTransferDetails(rowOf('TRANSFER', transfer))).toEqual(transfer);
    expect(decodeMergeDetails(rowOf('TRANSFER', merge))).toEqual(merge);
  });

  it('of an activity are the campaigns that it took part in', () => {
    const award = { kind: 'AWARD', campaigns: [SOLD] };
    expect(rowOf('AWARD', award).details).toBe('[["DOUBLE",2,0,"O",7,0,[]]]');
    expect(decodeAwardCampaigns(rowOf('AWARD', award))).toEqual([SOLD]);
    expect(decodeAwardCampaigns(journalRow({ type: 'AWARD', details: null }))).toEqual([]);
    expect(decodeAwardCampaigns(rowOf('SALE', award))).toEqual([]);
  });

  it('of an expiry are the points that could not be spent everywhere', () => {
    const limit = { restaurantIds: ['north'] };
    const limited = [{ lotId: 'lot', expiresAt: 8_000, points: points(4), restaurantId: null, limit }];
    const expiry = { kind: 'EXPIRY', limited };
    expect(rowOf('EXPIRY', expiry).details).toBe('[["lot",8000,4,null,["north"]]]');
    expect(decodeLimitedExpiry(rowOf('EXPIRY', expiry))).toEqual(limited);
    expect(decodeLimitedExpiry({ type: 'EXPIRY', details: null })).toEqual([]);
    expect(decodeLimitedExpiry(rowOf('RELEASE', expiry))).toEqual([]);
  });

  it('of an opening and of its undo is the opening', () => {
    const opening = { kind: 'OPENING', lots: [], tierAfter: 'GOLD' };
    const undone = { kind: 'UNDO_OPENING', opened: opening };
    for (const details of [opening, undone]) expect(decodeOpeningDetails(rowOf('OPENING', details))).toEqual(details);
    expect(() => decodeOpeningDetails(rowOf('TIER', opening))).toThrow('has the details of an opening');
    expect(() => decodeOpeningDetails(journalRow({ type: 'OPENING', details: null }))).toThrow(
      'has the details of an opening',
    );
  });

  it('is told from what left nothing, and from what is of another kind', () => {
    expect(decodeTierDetails(journalRow({ type: 'TIER', details: null }))).toBeNull();
    expect(decodeTierDetails(rowOf('COUNT', count))).toBeNull();
    expect(decodeMergeDetails(rowOf('TRANSFER', transfer))).toBeNull();
    expect(decodeMergeDetails(journalRow({ type: 'TRANSFER', details: null }))).toBeNull();
    expect(decodeMergeDetails(rowOf('TIER', merge))).toBeNull();
    for (const decode of [decodeCountDetails, decodeTransferDetails, decodeWarning]) {
      expect(() => decode(journalRow({ id: 'row', type: 'SALE', details: '{}' }))).toThrow(
        'the row row has the details of a',
      );
    }
    expect(() => decodeCountDetails(journalRow({ type: 'COUNT', details: null }))).toThrow(
      'has the details of a count',
    );
    expect(() => decodeTransferDetails(journalRow({ type: 'TRANSFER', details: null }))).toThrow(
      'has the details of a transfer',
    );
    expect(() => decodeWarning(journalRow({ type: 'WARNING', details: null }))).toThrow('has the details of a warning');
  });

  it('names the lots of a warning', () => {
    const warning = { endsAt: 9_000, lots: [{ lotId: 'a', expiresAt: 8_000 }] };
    const details = encodeWarning(warning);
    expect(details).toBe('{"endsAt":9000,"lots":[["a",8000]]}');
    expect(decodeWarning(journalRow({ type: 'WARNING', details }))).toEqual({ kind: 'WARNING', ...warning });
  });
});

describe('the trace', () => {
  it('is written short, in this form, and comes back', () => {
    const trace: TraceEntry[] = [
      { effect: 'EARN', rule: 'BASE', amount: 100, arguments: { step: 100, points: 1 } },
      { effect: 'REDEEM', rule: 'CATALOGUE', amount: 0, arguments: { of: 'a', none: null } },
    ];
    const stored = encodeTrace(trace);
    expect(stored).toBe(
      '[["EARN","BASE",100,{"step":100,"points":1}],["REDEEM","CATALOGUE",0,{"of":"a","none":null}]]',
    );
    expect(decodeTrace(journalRow({ trace: stored }))).toEqual(trace);
  });

  it('is empty where a row has none', () => {
    expect(decodeTrace(journalRow({ trace: null }))).toEqual([]);
  });
});

describe('the facts of a decision', () => {
  it('are written only where they held', () => {
    expect(encodeFacts(NO_FACTS)).toBeNull();
    expect(encodeFacts({ ...NO_FACTS, birthdayToday: true })).toBe('{"birthdayToday":true}');
    // Nought is a setting like any other: no grace at all.
    expect(encodeFacts({ ...NO_FACTS, captureGraceMs: 0, restoredForDays: 0 })).toBe(
      '{"restoredForDays":0,"captureGraceMs":0}',
    );
  });

  it('come back with what did not hold', () => {
    expect(decodeFacts(journalRow())).toEqual({
      allowance: null,
      campaigns: null,
      joined: null,
      limit: null,
      elsewhere: null,
      part: null,
      partner: null,
      noRegret: null,
      ofUnknownTill: false,
      unpriced: false,
      period: null,
      promoCode: null,
      attached: false,
      confirmedBy: null,
      birthdayToday: false,
      birthdayMonth: false,
      segments: null,
      deviceTime: null,
      tierAsOf: null,
      restoredForDays: null,
      captureGraceMs: null,
      rewards: null,
      reward: null,
    });
    const rewards = ['REWARD-101', 'REWARD-102'].map((code): SaleReward => ({
      redemptionId: 'redemption',
      rewardId: 'reward',
      code,
      minimumOrder: minorUnits(0),
      gift: { kind: 'AMOUNT_OFF', amount: minorUnits(500) },
    }));
    const sale = journalRow({ facts: encodeFacts({ ...NO_FACTS, birthdayMonth: true, rewards }) });
    expect(decodeFacts(sale)).toEqual({ ...NO_FACTS, birthdayMonth: true, rewards });
    expect(rewardCodesOf(sale)).toEqual(['REWARD-101', 'REWARD-102']);
    expect(rewardCodesOf(journalRow())).toEqual([]);
    const facts = { ...NO_FACTS, deviceTime: 5, tierAsOf: 'GOLD' };
    expect(decodeFacts(journalRow({ facts: encodeFacts(facts) }))).toEqual(facts);
  });
});

describe('the way to the next tier', () => {
  it('comes back whatever of it applies', () => {
    const figure = fc.option(fc.nat());
    fc.assert(
      fc.property(fc.option(fc.string()), figure, figure, figure, (next, amount, visits, wanted) => {
        const progress: TierProgress = {
          next,
          amountToNext: amount === null ? null : minorUnits(amount),
          visitsToNext: visits,
          pointsToNext: wanted === null ? null : points(wanted),
        };
        expect(decodeProgress(encodeProgress(progress))).toEqual(progress);
      }),
    );
  });

  it('is written short, and is nothing at all where there is none', () => {
    const progress = { next: 'GOLD', amountToNext: minorUnits(5), visitsToNext: 3, pointsToNext: points(7) };
    expect(encodeProgress(progress)).toBe('["GOLD",5,3,7]');
    expect(decodeProgress(null)).toEqual({ next: null, amountToNext: null, visitsToNext: null, pointsToNext: null });
  });
});

describe('a receipt that was attached to its guest later', () => {
  it.each([
    ['a sale that names a receipt', { relatedId: 'receipt' }, true],
    ['a sale by itself', { relatedId: null }, false],
    ['a sale that captures a hold', { relatedId: 'hold', facts: '{"captureGraceMs":0}' }, false],
    ['a refund of a sale', { type: 'REFUND', relatedId: 'sale' }, false],
  ] as const)('is %s: %#', (_name, changes, isIt) => {
    expect(isAttached(journalRow(changes))).toBe(isIt);
  });
});
