import { type Act, minorUnits, newGuest, points } from '../../decision';
import { activitiesOf, programOf } from '../../../test/support/decision/programs';
import {
  journalRow,
  MINUTE,
  NOW,
  preparedAct,
  relatedRows,
  saleBody,
  saleLine,
  snapshotOf,
  tillAct,
  UTC,
} from '../../../test/support/till/till-acts';
import { buildAct } from './build-act';
import type { BuildContext, BuiltAct, PreparedAct } from './built-act';
import type { ActBody, RefundBody } from './till-act';

const HOUR = 60 * MINUTE;
const ACTIVITIES = activitiesOf({ registration: { points: points(100) } });
/** The second version decides from 11:00 of the day; the first before. */
const TWO_VERSIONS = snapshotOf([
  { from: Date.UTC(2026, 0, 1), document: programOf({ pointValue: 1, activities: ACTIVITIES }) },
  { from: NOW - HOUR, document: programOf({ pointValue: 2, activities: ACTIVITIES }) },
]);
const NO_PROGRAM = snapshotOf([]);

function contextOf(changes: Partial<BuildContext> = {}): BuildContext {
  return { guest: newGuest(), occurredAt: NOW, now: NOW, snapshot: TWO_VERSIONS, calendar: UTC, ...changes };
}

/** The act of a body, as it was prepared, and what it is built into. */
function building(body: ActBody, prepared: Partial<PreparedAct> = {}, context: Partial<BuildContext> = {}) {
  return buildAct(preparedAct({ act: tillAct({ body }), ...prepared }), contextOf(context));
}

function built(body: ActBody, prepared: Partial<PreparedAct> = {}, context: Partial<BuildContext> = {}): BuiltAct {
  const result = building(body, prepared, context);
  if ('refused' in result) throw new Error(`refused: ${result.refused}`);
  return result;
}

function actOf(body: ActBody, prepared: Partial<PreparedAct> = {}, context: Partial<BuildContext> = {}): Act | null {
  return built(body, prepared, context).act;
}

const refusal = (refused: string, data: Record<string, unknown> = {}) => ({ refused, data });
const FRAME = {
  businessDate: null,
  programVersion: 2,
  relatedId: null,
  lines: null,
  details: null,
  paymentMethod: null,
  direction: null,
  reasonCode: null,
};

describe('a sale', () => {
  const lines = [saleLine(10_000, { name: 'Pizza' })];
  const body = saleBody(10_000, { lines, pointsToRedeem: 7, paymentMethod: 'card' });

  it('is what the till said, decided by the programme of its time', () => {
    expect(
      built(body, { act: tillAct({ body, networkLimit: 5 }), tierAsOf: 'GOLD' }, { occurredAt: NOW - 2 * HOUR }),
    ).toEqual({
      act: {
        kind: 'SALE',
        occurredAt: NOW - 2 * HOUR,
        restaurantId: 'restaurant',
        pointOfSaleId: 'till',
        channel: 'TILL',
        paymentMethod: 'card',
        amount: 10_000,
        lines,
        pointsToRedeem: 7,
        hold: null,
        prior: null,
        rewards: [],
        networkLimit: 5,
        tierAsOf: 'GOLD',
        birthdayToday: null,
        birthdayMonth: null,
      },
      program: TWO_VERSIONS.programOfVersion(1)?.program,
      frame: { ...FRAME, type: 'SALE', programVersion: 1, lines, paymentMethod: 'card' },
    });
  });

  it('says nothing of points, limits and holds where the till said nothing', () => {
    expect(actOf(saleBody(1))).toMatchObject({ pointsToRedeem: null, hold: null, networkLimit: null, tierAsOf: null });
  });

  it('is refused before the first programme, and for what preparing it has found', () => {
    expect(building(body, {}, { snapshot: NO_PROGRAM })).toEqual(refusal('no_program'));
    const refused = { refused: 'receipt_already_recorded', data: { transactionId: 'x' } } as const;
    expect(building(body, { refused })).toBe(refused);
  });

  it('has a place, or is a mistake of ours', () => {
    for (const nowhere of [{ restaurantId: null }, { pointOfSaleId: null }]) {
      expect(() => building(body, { act: tillAct({ body, ...nowhere }) })).toThrow('a SALE without its place');
    }
  });

  it('takes in all redemptions of its receipt as one, with the lots that they spent', () => {
    const details = (lot: string) => `[20513,null,0,[["${lot}",null,3,null]]]`;
    const first = journalRow({
      id: 'first',
      type: 'REDEMPTION',
      pointsRedeemed: 3,
      pointsValue: 30,
      details: details('a'),
    });
    const second = journalRow({
      id: 'second',
      type: 'REDEMPTION',
      pointsRedeemed: 4,
      pointsValue: 40,
      details: details('b'),
    });
    const refund = journalRow({ id: 'refund', type: 'REFUND', pointsRedeemed: 100 });
    expect(actOf(saleBody(10_000), { receiptHolder: relatedRows(first, refund, second) })).toMatchObject({
      prior: {
        points: 7,
        value: 70,
        lots: [
          { lotId: 'a', points: 3 },
          { lotId: 'b', points: 3 },
        ],
      },
    });
    const lost = relatedRows({ ...first, programVersion: 9 });
    expect(() => building(saleBody(1), { receiptHolder: lost })).toThrow('the redemption first names no programme');
    const without = relatedRows({ ...first, programVersion: null });
    expect(() => building(saleBody(1), { receiptHolder: without })).toThrow('the redemption first names no programme');
  });
});

describe('the capture of a hold', () => {
  const capture = saleBody(10_000, { holdId: 'hold' });
  const hold = journalRow({
    id: 'hold',
    type: 'HOLD',
    pointsRedeemed: 8,
    details: `{"holdExpiresAt":${String(NOW + MINUTE)}}`,
  });
  const release = journalRow({ id: 'release', type: 'RELEASE', actorKind: 'system' });

  it('names the hold with its points and its end, and is written beside it', () => {
    const result = built(capture, { hold: relatedRows(hold) });
    expect(result.act).toMatchObject({ hold: { id: 'hold', points: 8, expiresAt: NOW + MINUTE } });
    expect(result.frame.relatedId).toBe('hold');
  });

  it('may still come when the hold ended by its time, which the decision looks at', () => {
    expect(actOf(capture, { hold: relatedRows(hold, release) })).toMatchObject({ hold: { id: 'hold' } });
  });

  it('is refused when somebody voided or captured the hold, when it is none, and when there is none', () => {
    expect(building(capture, { hold: relatedRows(hold, { ...release, actorKind: 'user' }) })).toEqual(
      refusal('hold_closed'),
    );
    expect(building(capture, { hold: relatedRows(hold, journalRow({ type: 'SALE' })) })).toEqual(
      refusal('hold_closed'),
    );
    expect(building(capture, { hold: relatedRows(journalRow({ id: 'hold' })) })).toEqual(refusal('hold_closed'));
    expect(building(capture, { hold: null })).toEqual(refusal('not_found'));
  });

  it('takes a hold whose end nobody wrote as ended when it was made', () => {
    for (const details of [null, '{}']) {
      expect(actOf(capture, { hold: relatedRows({ ...hold, recordedAt: NOW - 5, details }) })).toMatchObject({
        hold: { expiresAt: NOW - 5 },
      });
    }
  });
});

describe('a sale of nobody', () => {
  const nobody = tillAct({ guestId: null, body: saleBody(10_000) });

  it('is ready without a guest, and names the programme of its time for a later refund', () => {
    const body = saleBody(500, { lines: [saleLine(500)], paymentMethod: 'cash' });
    const result = built(body, { act: { ...nobody, body } }, { occurredAt: NOW - 2 * HOUR });
    expect(result.act).toBeNull();
    expect(result).toMatchObject({
      ready: {
        kind: 'DECIDED',
        amounts: { payable: 500 },
        details: { restaurantId: 'restaurant', day: UTC.localDay(NOW) },
      },
    });
    expect(result.frame).toEqual({
      ...FRAME,
      type: 'SALE',
      programVersion: 1,
      lines: body.lines,
      paymentMethod: 'cash',
    });
  });

  it('needs no programme, but lines that add up', () => {
    expect(built(nobody.body, { act: nobody }, { snapshot: NO_PROGRAM }).frame.programVersion).toBeNull();
    const body = saleBody(500, { lines: [saleLine(501)] });
    expect(building(body, { act: { ...nobody, body } })).toEqual(
      refusal('items_total_mismatch', { amount: 500, itemsTotal: 501 }),
    );
  });
});

describe('a redemption', () => {
  const body = { kind: 'REDEMPTION', points: 7, orderAmount: 10_000 } as const;

  it('is its points against an order', () => {
    const act = tillAct({ body, networkLimit: 5 });
    expect(built(body, { act, tierAsOf: 'GOLD' }, { occurredAt: NOW - 2 * HOUR })).toEqual({
      act: {
        kind: 'REDEMPTION',
        occurredAt: NOW - 2 * HOUR,
        restaurantId: 'restaurant',
        amount: 10_000,
        points: 7,
        prior: null,
        networkLimit: 5,
        tierAsOf: 'GOLD',
        birthdayToday: null,
      },
      program: TWO_VERSIONS.programOfVersion(1)?.program,
      frame: { ...FRAME, type: 'REDEMPTION', programVersion: 1 },
    });
  });

  it('joins the first redemption of its receipt', () => {
    const first = journalRow({ id: 'first', type: 'REDEMPTION', pointsRedeemed: 3, pointsValue: 30 });
    const result = built(body, { receiptHolder: relatedRows(first) });
    expect(result.act).toMatchObject({ prior: { points: 3, value: 30 }, networkLimit: null });
    expect(result.frame.relatedId).toBe('first');
  });

  it('is refused before the first programme', () => {
    expect(building(body, {}, { snapshot: NO_PROGRAM })).toEqual(refusal('no_program'));
  });
});

describe('acts by the programme of now, whenever they happened', () => {
  const late = { occurredAt: NOW - 2 * HOUR };
  const manual = {
    kind: 'MANUAL',
    direction: 'DEBIT',
    points: 5,
    reasonCode: 'GOODWILL',
    comment: 'x',
    expiryId: null,
  } as const;
  const award = { kind: 'AWARD', activity: 'registration' } as const;
  const release = { kind: 'RELEASE', holdId: 'hold' } as const;

  it('a manual act keeps its direction and reason', () => {
    expect(built(manual, {}, late)).toEqual({
      act: {
        kind: 'MANUAL',
        direction: 'DEBIT',
        points: 5,
        reasonCode: 'GOODWILL',
        occurredAt: late.occurredAt,
        restaurantId: 'restaurant',
        restores: null,
      },
      program: TWO_VERSIONS.programOfVersion(2)?.program,
      frame: { ...FRAME, type: 'MANUAL', direction: 'DEBIT', reasonCode: 'GOODWILL' },
    });
  });

  it('but for an award, which is of its own time and keeps its activity as its reason', () => {
    expect(built(award, {}, late)).toEqual({
      act: { kind: 'AWARD', activity: 'registration', occurredAt: late.occurredAt, restaurantId: 'restaurant' },
      program: TWO_VERSIONS.programOfVersion(1)?.program,
      frame: { ...FRAME, type: 'AWARD', programVersion: 1, reasonCode: 'registration' },
    });
  });

  it('an activity that the programme does not name is refused', () => {
    expect(building({ kind: 'AWARD', activity: 'dance' }, {}, late)).toEqual({ refused: 'activity_unknown', data: {} });
  });

  it('a void names its hold', () => {
    expect(built(release, {}, late)).toEqual({
      act: { kind: 'RELEASE', holdId: 'hold' },
      program: TWO_VERSIONS.programOfVersion(2)?.program,
      frame: { ...FRAME, type: 'RELEASE', relatedId: 'hold' },
    });
  });

  it.each([manual, award, release])('are refused before the first programme: $kind', (body) => {
    expect(building(body, {}, { snapshot: NO_PROGRAM })).toEqual(refusal('no_program'));
  });
});

describe('a hold', () => {
  const body = { kind: 'HOLD', holdMinutes: 10, sale: saleBody(10_000, { pointsToRedeem: 7 }) } as const;

  it('is the quote of a sale with an end', () => {
    const result = built(body);
    expect(result.act).toMatchObject({
      kind: 'HOLD',
      expiresAt: NOW + 10 * MINUTE,
      sale: { kind: 'SALE', pointsToRedeem: 7 },
    });
    expect(result.frame).toEqual({ ...FRAME, type: 'HOLD' });
  });

  it('is refused as its sale would be', () => {
    expect(building(body, {}, { snapshot: NO_PROGRAM })).toEqual(refusal('no_program'));
  });
});

describe('a claim of a receipt of nobody', () => {
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
      lines,
      paymentMethod: 'cash',
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
  const body: RefundBody = { kind: 'REFUND', saleId: 'sale', reason: 'cold', what: { kind: 'ALL' }, undo: false };
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
      reasonCode: 'cold',
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
