import { minorUnits, newGuest, points } from '../../../decision';
import {
  HOUR,
  TWO_VERSIONS,
  NO_PROGRAM,
  building,
  built,
  actOf,
  refusal,
  FRAME,
} from '../../../../test/support/till/building';
import { journalRow, MINUTE, NOW, relatedRows, saleLine, snapshotOf } from '../../../../test/support/till/till-acts';
import type { BuildContext } from '../kinds/built-act';
import { saleAttributesOf } from '../../ledger/journal/journal-columns';
import type { RefundBody } from '../../ledger/act/till-act';

describe('a claim of an anonymous receipt', () => {
  const body = { kind: 'CLAIM', receiptId: 'receipt' } as const;
  const receipt = journalRow({
    id: 'receipt',
    guestId: null,
    occurredAt: NOW - 3 * HOUR,
    recordedAt: NOW - 2 * HOUR,
    businessDate: '2026-02-28',
    paymentMethod: 'cash',
    items: '[["sku","Pizza",null,1000,10000,10000,0,0,0,10000,0]]',
  });

  it('is the sale of the guest as of when the receipt was printed', () => {
    const result = built(body, { related: relatedRows(receipt) });
    const lines = [saleLine(10_000, { sku: 'sku', name: 'Pizza' })];
    expect(result.act).toMatchObject({
      kind: 'SALE',
      occurredAt: receipt.occurredAt,
      amount: 10_000,
      lines,
      paymentMethod: 'cash',
      pointsToRedeem: null,
      hold: null,
    });
    expect(result.frame).toEqual({
      ...FRAME,
      type: 'SALE',
      programVersion: 1,
      relatedId: 'receipt',
      businessDate: '2026-02-28',
      occurredAt: receipt.occurredAt,
      lines,
      attributes: saleAttributesOf({ paymentMethod: 'cash' }),
    });
  });

  it('is in time until the last moment of the window, counted from the record', () => {
    const snapshot = snapshotOf(undefined, { claimWindowHours: 2 });
    const related = relatedRows(receipt);
    expect(building(body, { related }, { snapshot, now: NOW })).not.toHaveProperty('refused');
    expect(building(body, { related }, { snapshot, now: NOW + 1 })).toEqual(refusal('claim_window_over'));
  });

  it('is refused of what is no receipt, what was claimed and what was refunded', () => {
    expect(building(body, { related: null })).toEqual(refusal('not_found'));
    expect(building(body, { related: relatedRows({ ...receipt, type: 'REDEMPTION' }) })).toEqual(refusal('not_found'));
    const claimed = relatedRows(receipt, journalRow({ id: 'refund', type: 'REFUND' }), journalRow({ id: 'heir' }));
    expect(building(body, { related: claimed })).toEqual(refusal('receipt_already_claimed', { transactionId: 'heir' }));
    const refunded = relatedRows(receipt, journalRow({ type: 'REFUND' }));
    expect(building(body, { related: refunded })).toEqual(refusal('not_refundable'));
    expect(building(body, { related: relatedRows(receipt) }, { snapshot: NO_PROGRAM })).toEqual(refusal('no_program'));
  });
});

describe('a refund', () => {
  const body: RefundBody = {
    kind: 'REFUND',
    saleId: 'sale',
    reason: null,
    comment: 'cold',
    what: { kind: 'ALL' },
    undo: false,
  };
  const sale = journalRow({ id: 'sale', recordedAt: NOW - MINUTE });

  it('reverses what the sale wrote, by the version that decided it', () => {
    const refunded = journalRow({
      type: 'REFUND',
      details: '{"kind":"REFUND","lines":[],"whole":false,"expired":1,"forgiven":0}',
    });
    const result = built(body, { related: { ...relatedRows(sale, refunded), expired: 4 } });
    expect(result.act).toMatchObject({
      kind: 'REFUND',
      saleId: 'sale',
      lines: [{ gross: 10_000, earned: 100 }],
      details: { kind: 'SALE', pointValue: 1, day: 20_513 },
      refunds: [{ kind: 'REFUND', expired: 1 }],
      expired: 4,
      what: { kind: 'ALL' },
    });
    expect(result).toMatchObject({ program: TWO_VERSIONS.programOfVersion(1)?.program });
    expect(result.frame).toEqual({
      ...FRAME,
      type: 'REFUND',
      programVersion: 1,
      relatedId: 'sale',
      reasonCode: null,
    });
  });

  it.each<[RefundBody['what'], object]>([
    [
      { kind: 'AMOUNT', amount: 5 },
      { kind: 'AMOUNT', amount: minorUnits(5) },
    ],
    [
      {
        kind: 'LINES',
        lines: [
          { line: 1, quantityMilli: 500, total: null },
          { line: 2, quantityMilli: null, total: 7 },
        ],
      },
      {
        kind: 'LINES',
        lines: [
          { line: 1, quantityMilli: 500, total: null },
          { line: 2, quantityMilli: null, total: minorUnits(7) },
        ],
      },
    ],
  ])('is of what was asked for: %j', (what, expected) => {
    expect(actOf({ ...body, what }, { related: relatedRows(sale) })).toMatchObject({ what: expected });
  });

  it('is of a redemption too', () => {
    expect(actOf(body, { related: relatedRows({ ...sale, type: 'REDEMPTION' }) })).toMatchObject({
      details: { kind: 'REDEMPTION' },
    });
  });

  it('of a redemption counts its refunds alone, not the further redemptions of its receipt', () => {
    const redemption = { ...sale, type: 'REDEMPTION' } as const;
    const further = journalRow({ id: 'further', type: 'REDEMPTION' });
    expect(actOf(body, { related: relatedRows(redemption, further) })).toMatchObject({ refunds: [] });
  });

  it('is refused of what is neither, of what another sale took over, and of a version that nobody published', () => {
    expect(building(body, { related: null })).toEqual(refusal('not_refundable'));
    expect(building(body, { related: relatedRows({ ...sale, type: 'MANUAL' }) })).toEqual(refusal('not_refundable'));
    expect(building(body, { related: relatedRows(sale, journalRow({ id: 'heir' })) })).toEqual(
      refusal('not_refundable', { transactionId: 'heir' }),
    );
    expect(building(body, { related: relatedRows({ ...sale, programVersion: 9 }) })).toEqual(refusal('no_program'));
    expect(building(body, { related: relatedRows({ ...sale, programVersion: null }) })).toEqual(refusal('no_program'));
  });

  describe('that undoes', () => {
    const undo: RefundBody = { ...body, reason: 'x', undo: true };
    const lot = {
      lotId: 'sale',
      expiresAt: NOW,
      amount: points(100),
      remaining: points(100),
      held: points(0),
      activatesAt: null,
      restaurantId: null,
    };
    const guestWith = (changes: Partial<typeof lot>) => ({
      ...newGuest(),
      lots: [
        { ...lot, lotId: 'other', held: points(1) },
        { ...lot, ...changes },
      ],
    });
    const undoing = (guest: BuildContext['guest'], changes = {}) =>
      building(undo, { related: relatedRows({ ...sale, ...changes }) }, { guest });

    it('says so, up to a minute after the sale while all its points are there', () => {
      const result = built(undo, { related: relatedRows(sale) }, { guest: guestWith({}) });
      expect(result.frame.reasonCode).toBe('UNDO');
      expect(undoing(guestWith({}), { recordedAt: NOW - MINUTE - 1 })).toEqual(refusal('undo_window_over'));
    });

    it('is refused when some of its points were spent or are held, or when the lot is gone', () => {
      const spent = refusal('points_already_spent');
      expect(undoing(guestWith({ remaining: points(99) }))).toEqual(spent);
      expect(undoing(guestWith({ held: points(1) }))).toEqual(spent);
      expect(undoing(guestWith({ lotId: 'another' }))).toEqual(spent);
      expect(undoing({ ...newGuest(), lots: null })).toEqual(spent);
    });

    it("asks for no lot of a sale that gave nothing or was nobody's", () => {
      expect(undoing(newGuest(), { pointsEarned: 0 })).not.toHaveProperty('refused');
      expect(undoing(newGuest(), { guestId: null })).not.toHaveProperty('refused');
    });

    it('is refused when something was refunded already', () => {
      const related = relatedRows(sale, journalRow({ id: 'part', type: 'REFUND' }));
      expect(building(undo, { related }, { guest: guestWith({}) })).toEqual(
        refusal('not_refundable', { transactionId: 'part' }),
      );
    });
  });
});
