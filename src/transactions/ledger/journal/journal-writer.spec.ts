import {
  type Decision,
  type Facts,
  minorUnits,
  NEVER,
  newGuest,
  points,
  type Settlement,
  type Transfer,
} from '../../../decision';
import { GUEST, journalRow, NETWORK, NOW, saleBody, saleLine, tillAct } from '../../../../test/support/till/till-acts';
import { NO_RECEIPT, type TillAct } from '../act/till-act';
import { NO_SALE_ATTRIBUTES, saleAttributesOf } from './journal-columns';
import {
  elsewhereOf,
  journalRowOf,
  pointsGivenOf,
  type RowFrame,
  settlementRowOf,
  spendableAfter,
  transferRowsOf,
} from './journal-writer';
import { decodeFacts } from './stored-json';

const FRAME: RowFrame = {
  type: 'SALE',
  occurredAt: NOW - 1,
  recordedAt: NOW,
  businessDate: '2026-03-01',
  programVersion: 4,
  relatedId: 'related',
  turn: null,
  lines: null,
  grounds: {
    tierAsOf: null,
    restoredForDays: null,
    captureGraceMs: null,
    rewards: null,
    reward: null,
    allowance: null,
    joined: null,
    part: null,
    partner: null,
  },
  details: null,
  attributes: saleAttributesOf({ paymentMethod: 'card' }),
  direction: 'CREDIT',
  reasonCode: 'GOODWILL',
  identifiedBy: 'CODE',
};

/** A decision in which no two figures are the same. */
function decisionOf(changes: Partial<Decision> = {}): Decision {
  return {
    kind: 'DECIDED',
    amounts: {
      amount: minorUnits(1),
      discount: minorUnits(2),
      pointsRedeemed: points(3),
      pointsValue: minorUnits(4),
      payable: minorUnits(5),
      pointsEarned: points(6),
      pointsNotTaken: points(7),
    },
    transfers: [],
    lots: [],
    after: {
      ...newGuest(),
      version: 8,
      balance: {
        available: points(9),
        pending: points(10),
        held: points(11),
        inReview: points(12),
        receivable: points(13),
      },
    },
    tierBefore: 'BRONZE',
    tier: 'SILVER',
    progress: { next: 'GOLD', amountToNext: minorUnits(14), visitsToNext: 15, pointsToNext: points(16) },
    lines: [],
    details: null,
    facts: { birthdayToday: null, birthdayMonth: null, segments: null },
    trace: [{ effect: 'EARN', rule: 'BASE', amount: 6, arguments: {} }],
    redeemable: null,
    ...changes,
  };
}

const FIGURES = {
  amount: 1,
  discount: 2,
  pointsRedeemed: 3,
  pointsValue: 4,
  payable: 5,
  pointsEarned: 6,
  pointsNotTaken: 7,
  available: 9,
  pending: 10,
  held: 11,
  inReview: 12,
  receivable: 13,
  tierBefore: 'BRONZE',
  tier: 'SILVER',
  tierProgress: '["GOLD",14,15,16]',
  trace: '[["EARN","BASE",6,{}]]',
};

describe('the journal row of an act', () => {
  it('says who did what where and when, and what it came to', () => {
    const act = tillAct({
      actor: { kind: 'user', id: 'cashier', sessionId: 'session' },
      key: { digest: 'digest', requestHash: 'hash' },
      receipt: { number: 'A-1', externalOrderId: 'order', businessDate: '2020-01-01' },
    });
    expect(journalRowOf(act, decisionOf(), FRAME)).toEqual({
      id: 'act',
      type: 'SALE',
      guestId: GUEST,
      guestVersion: 8,
      restaurantId: 'restaurant',
      pointOfSaleId: 'till',
      shiftId: 'shift',
      actorKind: 'user',
      actorId: 'cashier',
      channel: 'TILL',
      relatedId: 'related',
      receiptNumber: 'A-1',
      externalOrderId: 'order',
      businessDate: '2026-03-01',
      occurredAt: NOW - 1,
      recordedAt: NOW,
      ...FIGURES,
      programVersion: 4,
      items: null,
      facts: null,
      details: null,
      ...saleAttributesOf({ paymentMethod: 'card' }),
      direction: 'CREDIT',
      reasonCode: 'GOODWILL',
      requestHash: 'hash',
      requestId: 'request',
      identifiedBy: 'CODE',
      sessionId: 'session',
      pointsGiven: 0,
    });
  });

  it('knows no version and no tier of nobody, and no hash without a key', () => {
    const row = journalRowOf(tillAct({ guestId: null }), decisionOf(), FRAME);
    expect(row).toMatchObject({ guestId: null, guestVersion: null, requestHash: null });
    expect(row).toMatchObject({ tierBefore: null, tier: null, tierProgress: null });
  });

  it('keeps the lines with their division', () => {
    const line = {
      gross: minorUnits(100),
      quantityMilli: 1_000,
      discount: minorUnits(2),
      points: points(3),
      pointsValue: minorUnits(4),
      payable: minorUnits(5),
      earned: points(6),
    };
    const row = journalRowOf(tillAct(), decisionOf({ lines: [line] }), { ...FRAME, lines: [saleLine(100)] });
    expect(row.items).toBe('[[null,null,null,1000,100,100,2,3,4,5,6]]');
  });

  it.each<[string, Facts['birthdayToday'], Partial<RowFrame['grounds']>, number | null, string | null]>([
    ['nothing', false, {}, null, null],
    ['a birthday', true, {}, null, '{"birthdayToday":true}'],
    ['the tier of a late act', null, { tierAsOf: 'GOLD' }, null, '{"tierAsOf":"GOLD"}'],
    ['the time of a wrong clock', null, {}, 7, '{"deviceTime":7}'],
  ])('keeps the facts it rests on: %s', (_, birthdayToday, grounds, deviceTime, facts) => {
    const frame = { ...FRAME, grounds: { ...FRAME.grounds, ...grounds } };
    expect(
      journalRowOf(
        tillAct({ deviceTime }),
        decisionOf({ facts: { birthdayToday, birthdayMonth: null, segments: null } }),
        frame,
      ).facts,
    ).toBe(facts);
  });

  it('keeps the month of a birthday apart from its day', () => {
    const decision = decisionOf({ facts: { birthdayToday: false, birthdayMonth: true, segments: null } });
    expect(journalRowOf(tillAct(), decision, FRAME).facts).toBe('{"birthdayMonth":true}');
  });

  it('keeps the details of a sale, of a refund, or what the frame says instead', () => {
    const sale = decisionOf({
      details: {
        kind: 'SALE',
        restaurantId: 'restaurant',
        day: 1,
        capDay: null,
        capped: [],
        pointValue: 1,
        refundPolicy: 'DEBT',
        firstSaleBonus: points(2),
        redeemed: [],
      },
    });
    const refund = decisionOf({
      details: { kind: 'REFUND', lines: [], whole: true, expired: points(0), forgiven: 0 },
    });
    expect(journalRowOf(tillAct(), sale, FRAME).details).toBe('[1,null,2,[]]');
    expect(journalRowOf(tillAct(), refund, FRAME).details).toBe(
      '{"kind":"REFUND","lines":[],"whole":true,"expired":0,"forgiven":0}',
    );
    expect(journalRowOf(tillAct(), sale, { ...FRAME, details: '{}' }).details).toBe('{}');
  });
});

describe('the journal row of what came due of itself', () => {
  it('is done by nobody, at no place, when it was due', () => {
    const settlement: Settlement = {
      type: 'RELEASE',
      at: NOW - 5,
      relatedId: 'hold',
      reasonCode: null,
      decision: decisionOf(),
    };
    const frame = { recordedAt: NOW, businessDate: '2026-02-28', programVersion: 4 };
    const { id, ...row } = settlementRowOf(GUEST, settlement, frame);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(row).toEqual({
      type: 'RELEASE',
      guestId: GUEST,
      guestVersion: 8,
      restaurantId: null,
      pointOfSaleId: null,
      shiftId: null,
      actorKind: 'system',
      actorId: null,
      channel: 'SYSTEM',
      relatedId: 'hold',
      receiptNumber: null,
      externalOrderId: null,
      businessDate: '2026-02-28',
      occurredAt: NOW - 5,
      recordedAt: NOW,
      ...FIGURES,
      programVersion: 4,
      items: null,
      facts: null,
      details: null,
      ...NO_SALE_ATTRIBUTES,
      direction: null,
      reasonCode: null,
      requestHash: null,
      requestId: null,
      identifiedBy: null,
      sessionId: null,
      pointsGiven: null,
    });
  });
});

describe('the transfers of a row', () => {
  const transfer: Transfer = {
    code: 'ACCRUAL',
    debit: 'RESTAURANT_ISSUED',
    credit: 'GUEST_AVAILABLE',
    restaurantId: 'restaurant',
    amount: points(5),
    lotId: 'lot',
    expiresAt: NOW,
    activatesAt: NOW - 1,
  };
  const rowsOf = (...transfers: Transfer[]) => transferRowsOf(NETWORK, GUEST, 'row', transfers);

  it('are numbered from 0, each account with its owner', () => {
    const expiry: Transfer = {
      ...transfer,
      code: 'EXPIRY',
      debit: 'GUEST_AVAILABLE',
      credit: 'NETWORK_EXPIRY',
      expiresAt: NEVER,
      activatesAt: null,
    };
    expect(rowsOf(transfer, expiry)).toEqual([
      {
        transactionId: 'row',
        n: 0,
        code: 'ACCRUAL',
        debitKind: 'RESTAURANT_ISSUED',
        debitOwner: 'restaurant',
        creditKind: 'GUEST_AVAILABLE',
        creditOwner: GUEST,
        amount: 5,
        lotId: 'lot',
        expiresAt: NOW,
        activatesAt: NOW - 1,
        unit: null,
      },
      {
        transactionId: 'row',
        n: 1,
        code: 'EXPIRY',
        debitKind: 'GUEST_AVAILABLE',
        debitOwner: GUEST,
        creditKind: 'NETWORK_EXPIRY',
        creditOwner: NETWORK,
        amount: 5,
        lotId: 'lot',
        expiresAt: Infinity,
        activatesAt: null,
        unit: null,
      },
    ]);
  });

  it('give points to the other guest of a transfer, and a debt that passes on to that guest', () => {
    const gift: Transfer = {
      ...transfer,
      code: 'TRANSFER',
      debit: 'GUEST_AVAILABLE',
      credit: 'GUEST_AVAILABLE',
      toGuestId: 'friend',
    };
    const debt: Transfer = { ...gift, debit: 'GUEST_RECEIVABLE', credit: 'GUEST_RECEIVABLE' };
    expect(rowsOf(gift, debt)).toMatchObject([
      { debitOwner: GUEST, creditOwner: 'friend' },
      { debitOwner: 'friend', creditOwner: GUEST },
    ]);
  });

  it('are in points, or in the stamps of a card', () => {
    expect(rowsOf({ ...transfer, unit: 'card' })[0]?.unit).toBe('card');
  });

  it('name the partner of a movement, and no other owner for its account', () => {
    const paid: Transfer = { ...transfer, debit: 'PARTNER', partnerId: 'partner' };
    expect(rowsOf(paid)).toMatchObject([{ debitOwner: 'partner', creditOwner: GUEST }]);
    expect(() => rowsOf({ ...transfer, debit: 'PARTNER' })).toThrow('each account that a movement names has an owner');
  });

  it('name no expiry where the movement is of no lot', () => {
    expect(rowsOf({ ...transfer, lotId: null, expiresAt: null })[0]).toMatchObject({ lotId: null, expiresAt: null });
  });

  it('never leave an account without its owner', () => {
    expect(() => rowsOf({ ...transfer, restaurantId: null })).toThrow(
      'each account that a movement names has an owner',
    );
    expect(() => transferRowsOf(NETWORK, null, 'row', [transfer])).toThrow(
      'each account that a movement names has an owner',
    );
  });
});

describe('points that count against the budget of the restaurant', () => {
  const sold = (given: number, arm: 'OFFERED' | 'CONTROL') => ({ arm, points: points(given) });
  const sale = {
    kind: 'SALE',
    firstSaleBonus: points(1),
    stamps: { points: points(20) },
    campaigns: [sold(300, 'OFFERED'), sold(4_000, 'CONTROL'), sold(50_000, 'OFFERED')],
  };
  const giving = (details: object | null, earned = 6) =>
    decisionOf({
      amounts: { ...decisionOf().amounts, pointsEarned: points(earned) },
      details: details as Decision['details'],
    });

  it.each([
    ['of an activity are all', { type: 'AWARD' }, giving(null), 6],
    ['by hand are all', { type: 'MANUAL' }, giving(null), 6],
    ['by hand that bring expired points back are none', { type: 'MANUAL', relatedId: 'expiry' }, giving(null), null],
    ['by hand are none of a debit', { type: 'MANUAL', direction: 'DEBIT' }, giving(null), null],
    ['of a sale are those that no earning rule gave', {}, giving(sale), 50_321],
    ['of a sale without stamps and campaigns are its bonus', {}, giving({ kind: 'SALE', firstSaleBonus: 1 }), 1],
    ['of a sale that earned nothing are none', {}, giving(sale, 0), 0],
    ['of a sale without details are none', {}, giving(null), 0],
    ['of a refund are not counted', { type: 'REFUND' }, giving(sale), null],
  ] as const)('%s', (_name, frame, decision, given) => {
    const of = { type: 'SALE', direction: 'CREDIT', relatedId: null, ...frame } as const;
    expect(pointsGivenOf(of, decision)).toBe(given);
  });
});

describe('points that may not be spent at the restaurant of the act', () => {
  const { counters } = newGuest();
  const limited = (free: number) => [{ lotId: 'lot', expiresAt: NEVER, limit: { restaurantIds: ['north'] }, free }];
  const after = (free: number) => ({ ...newGuest(), counters: { ...counters, limits: limited(free) } });

  it('are told only where there are some', () => {
    expect(elsewhereOf(newGuest(), 'south')).toBeNull();
    expect(elsewhereOf(after(0), 'south')).toBeNull();
    expect(elsewhereOf(after(7), 'north')).toBeNull();
    expect(elsewhereOf(after(7), 'south')).toBe(7);
    expect(elsewhereOf(after(7), null)).toBe(7);
  });

  it('are not among those that may', () => {
    expect(spendableAfter(journalRow({ available: 100 }))).toBe(100);
    expect(spendableAfter(journalRow({ available: 100, facts: '{"elsewhere":7}' }))).toBe(93);
  });
});

describe('the facts that a row keeps of its act', () => {
  const SALE = saleBody(10_000, { promoCode: 'SUMMER', isUnpriced: true });
  const manual = { kind: 'MANUAL', direction: 'CREDIT', points: 5, reasonCode: 'GOODWILL', comment: null } as const;
  const period = { beginsOn: '2026-03-01', endsOn: null };
  const limit = { categories: ['tea'] };
  const MANUAL = { ...manual, expiryId: null, period, limit };
  const factsOf = (act: Partial<TillAct>) => {
    const { attached, ofUnknownTill, unpriced, promoCode, ...facts } = decodeFacts(
      journalRowOf(tillAct(act), decisionOf(), FRAME),
    );
    return { attached, ofUnknownTill, unpriced, promoCode, period: facts.period, limit: facts.limit };
  };
  const none = { attached: false, ofUnknownTill: false, unpriced: false, promoCode: null, period: null, limit: null };

  it.each([
    ['a sale', { body: saleBody(10_000) }, {}],
    ['a sale with a promo code and goods without prices', { body: SALE }, { promoCode: 'SUMMER', unpriced: true }],
    ['a receipt that was attached', { body: { kind: 'CLAIM', receiptId: 'receipt' } }, { attached: true }],
    ['a receipt of an unknown till', { receipt: { ...NO_RECEIPT, isOfUnknownTill: true } }, { ofUnknownTill: true }],
    ['points by hand', { body: { ...manual, expiryId: null } }, {}],
    ['points by hand with days and places', { body: MANUAL }, { period, limit }],
    ['a hold, whose sale has them', { body: { kind: 'HOLD', holdMinutes: 1, sale: SALE } }, {}],
  ] as const)('are those of its kind alone: %s', (_name, act, facts) => {
    expect(factsOf(act)).toEqual({ ...none, ...facts });
  });
});
