import { points } from '../../../decision';
import { JOURNAL } from '../../ledger/journal/journal-columns';
import { INTERNAL_TYPES, type JournalType } from '../../ledger/journal/journal-row';
import { GUEST, journalRow, networkOf, NOW } from '../../../../test/support/till/till-acts';
import { quoteAnswerOf, transactionAnswerOf } from './transaction-answer';

const READER = { network: networkOf(), language: 'en' } as const;
const ALL_TYPES = JOURNAL.type.values;
const answerOf = (...changes: Parameters<typeof journalRow>) => transactionAnswerOf(journalRow(...changes), READER);

describe('the answer of a transaction', () => {
  it('is its row in the words of the API', () => {
    const sale = answerOf({
      receiptNumber: 'A-1',
      externalOrderId: 'order',
      paymentMethod: 'card',
      guestCount: 4,
      fiscalDocument: '28547',
      printedNumber: '318',
      amount: 1,
      discount: 2,
      pointsRedeemed: 3,
      pointsValue: 4,
      payable: 5,
      pointsEarned: 6,
      available: 7,
      pending: 8,
      held: 9,
      inReview: 10,
      receivable: 11,
      tier: 'GOLD',
      tierProgress: '["PLATINUM",12,13,14]',
      trace: '[["EARN","BASE",6,{"step":100,"points":1}]]',
    });
    expect(sale).toEqual({
      attachedAt: null,
      identifiedBy: null,
      id: 'row',
      status: 'POSTED',
      guestId: GUEST,
      pointOfSaleId: 'till',
      restaurantId: 'restaurant',
      currency: 'RUB',
      balance: { available: 7, pending: 8, held: 9, inReview: 10, receivable: 11 },
      tier: { code: 'GOLD', next: 'PLATINUM', amountToNext: 12, visitsToNext: 13 },
      programVersion: 1,
      businessDate: '2026-03-01',
      occurredAt: new Date(NOW).toISOString(),
      recordedAt: new Date(NOW).toISOString(),
      trace: [
        {
          effect: 'EARN',
          rule: 'BASE',
          amount: 6,
          arguments: { step: 100, points: 1 },
          reason: expect.stringMatching(/\w/) as string,
        },
      ],
      type: 'SALE',
      receiptNumber: 'A-1',
      externalOrderId: 'order',
      paymentMethod: 'card',
      guestCount: 4,
      fiscalDocument: '28547',
      printedNumber: '318',
      part: null,
      amount: 1,
      discount: 2,
      discountByLine: [],
      pointsRedeemed: 3,
      pointsValue: 4,
      payable: 5,
      pointsEarned: 6,
      direction: null,
      points: 0,
      reasonCode: null,
      rewards: [],
      redemption: null,
    });
  });

  it('knows neither balance nor tier of nobody', () => {
    expect(answerOf({ guestId: null })).toMatchObject({ guestId: null, balance: null, tier: null });
  });

  it.each([
    ['a credit', { type: 'MANUAL', direction: 'CREDIT' }, { direction: 'CREDIT', points: 100, pointsEarned: 100 }],
    ['a debit', { type: 'MANUAL', direction: 'DEBIT' }, { direction: 'DEBIT', points: 100, pointsEarned: 0 }],
    ['an expiry', { type: 'EXPIRY' }, { direction: null, points: 100, pointsEarned: 0 }],
    [
      'an award',
      { type: 'AWARD', reasonCode: 'registration' },
      { points: 100, pointsEarned: 100, reasonCode: 'registration' },
    ],
    ['a redemption', { type: 'REDEMPTION', pointsEarned: 0 }, { points: 0, pointsEarned: 0 }],
  ] as const)('says what %s moved', (_, row, answer) => {
    expect(answerOf(row)).toMatchObject(answer);
  });

  it.each(['control', 'heldOut'])('keeps from the guest, and from nobody else, a comparison as "%s"', (failed) => {
    const row = journalRow({ trace: JSON.stringify([['EARN', 'campaign.DOUBLE', 0, { failed, points: 10 }]]) });
    const none = () => null;
    const names = {
      reward: none,
      task: none,
      stampCard: none,
      segment: none,
      rule: none,
      campaign: () => 'Double points',
    };
    const toldTo = (isForGuest: boolean) => transactionAnswerOf(row, { ...READER, names: { ...names, isForGuest } });
    expect(toldTo(true).trace).toEqual([]);
    expect(toldTo(false).trace).toHaveLength(1);
  });

  it('does not know the discount of the lines of a refund that 0.3 recorded', () => {
    const lines = [{ line: 1, gross: 10_000, quantityMilli: 0, payable: 9_000 }];
    const refund = { type: 'REFUND', relatedId: 'sale', details: JSON.stringify({ kind: 'REFUND', lines }) } as const;
    const discountOf = (discount: number) => answerOf({ ...refund, discount });
    expect(discountOf(1_000)).toMatchObject({ lines: [{ line: 1, amount: 10_000, discount: null, payable: 9_000 }] });
    expect(discountOf(0)).toMatchObject({ lines: [{ discount: 0 }] });
  });

  it('names all figures of a refund as what goes back', () => {
    const refund = answerOf({
      type: 'REFUND',
      relatedId: 'sale',
      reasonCode: 'cold',
      discount: 1,
      pointsRedeemed: 2,
      pointsValue: 3,
      pointsNotTaken: 4,
      details: JSON.stringify({
        kind: 'REFUND',
        lines: [
          { line: 2, gross: 9_000, quantityMilli: 0, payable: 8_996, discount: 1 },
          { line: 3, gross: 1_000, quantityMilli: 0, payable: 1_000 },
        ],
      }),
    });
    expect(refund).toMatchObject({
      type: 'REFUND',
      refundOf: 'sale',
      reason: 'cold',
      amount: 10_000,
      discount: 1,
      lines: [
        { line: 2, amount: 9_000, discount: 1, payable: 8_996 },
        { line: 3, amount: 1_000, discount: 0, payable: 1_000 },
      ],
      pointsReturned: 2,
      pointsValue: 3,
      payable: 10_000,
      pointsTakenBack: 100,
      pointsNotTaken: 4,
    });
    expect(() => answerOf({ type: 'REFUND' })).toThrow('the refund row names a sale');
  });

  it('is there for each type that is listed, and for no internal one', () => {
    const isAnswered = (type: JournalType): boolean => {
      try {
        return answerOf({ type, relatedId: 'related', details: '{"lines":[]}' }).type === type;
      } catch {
        return false;
      }
    };
    expect(ALL_TYPES.filter((type) => !isAnswered(type))).toEqual(INTERNAL_TYPES);
  });
});

describe('the answer of a quote', () => {
  const redeemable = { min: points(1), max: points(5), limitedBy: 'BALANCE' } as const;

  const NO_REWARDS = { ready: [], offered: [] };

  it('is that of the sale that it would be, with what could be redeemed', () => {
    expect(
      quoteAnswerOf(journalRow({ type: 'HOLD' }), { redeemable, confirmAbove: 5 }, null, NO_REWARDS, READER),
    ).toMatchObject({
      type: 'SALE',
      id: null,
      status: 'QUOTED',
      recordedAt: null,
      amount: 10_000,
      redeemable,
      holdId: null,
      holdExpiresAt: null,
    });
  });

  it('names the hold with its end, and says so where nothing could be redeemed', () => {
    expect(
      quoteAnswerOf(
        journalRow(),
        { redeemable: null, confirmAbove: null },
        { id: 'hold', expiresAt: NOW },
        NO_REWARDS,
        READER,
      ),
    ).toMatchObject({
      redeemable: { min: 0, max: 0, limitedBy: 'PROGRAM' },
      holdId: 'hold',
      holdExpiresAt: '2026-03-01T12:00:00.000Z',
    });
  });
});
