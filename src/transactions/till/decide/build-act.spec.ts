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
import { saleAttributesOf } from '../../ledger/journal/journal-columns';
import {
  journalRow,
  MINUTE,
  NOW,
  relatedRows,
  saleBody,
  saleLine,
  tillAct,
} from '../../../../test/support/till/till-acts';

describe('a sale', () => {
  const lines = [saleLine(10_000, { name: 'Pizza' })];
  const body = saleBody(10_000, { lines, pointsToRedeem: 7, attributes: saleAttributesOf({ paymentMethod: 'card' }) });

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
        segments: null,
      },
      program: TWO_VERSIONS.programOfVersion(1)?.program,
      frame: { ...FRAME, type: 'SALE', programVersion: 1, lines, attributes: body.attributes },
    });
  });

  it('says nothing of points, limits and holds where the till said nothing', () => {
    expect(actOf(saleBody(1))).toMatchObject({ pointsToRedeem: null, hold: null, networkLimit: null, tierAsOf: null });
  });

  it('is refused before the first programme, and for what preparing it has found', () => {
    expect(building(body, {}, { snapshot: NO_PROGRAM })).toEqual(refusal('no_program'));
    const refused = { refused: 'receipt_already_recorded', data: { transactionId: 'x' } } as const;
    expect(building(body, { refused })).toBe(refused);
    const atTheDoor = { refused: 'point_of_sale_closed', data: {} } as const;
    expect(building(body, { refused, act: tillAct({ body, refused: atTheDoor }) }, { snapshot: NO_PROGRAM })).toBe(
      atTheDoor,
    );
  });

  it('has a place, or is a mistake of ours', () => {
    for (const nowhere of [{ restaurantId: null }, { pointOfSaleId: null }]) {
      expect(() => building(body, { act: tillAct({ body, ...nowhere }) })).toThrow('an act at a till has its place');
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
    expect(actOf(saleBody(10_000), { receiptHolders: [relatedRows(first, refund, second)] })).toMatchObject({
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
    expect(() => building(saleBody(1), { receiptHolders: [lost] })).toThrow('the redemption first names a programme');
    const without = relatedRows({ ...first, programVersion: null });
    expect(() => building(saleBody(1), { receiptHolders: [without] })).toThrow(
      'the redemption first names a programme',
    );
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

describe('an anonymous sale', () => {
  const nobody = tillAct({ guestId: null, body: saleBody(10_000) });

  it('is a receipt without a guest, and names the programme of its time for a later refund', () => {
    const body = saleBody(500, { lines: [saleLine(500)], attributes: saleAttributesOf({ paymentMethod: 'cash' }) });
    const result = built(body, { act: { ...nobody, body } }, { occurredAt: NOW - 2 * HOUR });
    expect(result.act).toBeNull();
    expect(result).toMatchObject({ act: null, receipt: { amount: 500, restaurantId: 'restaurant' } });
    expect(result.frame).toEqual({
      ...FRAME,
      type: 'SALE',
      programVersion: 1,
      lines: body.lines,
      attributes: body.attributes,
    });
  });

  it('needs no programme', () => {
    const result = built(nobody.body, { act: nobody }, { snapshot: NO_PROGRAM });
    expect(result.frame.programVersion).toBeNull();
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
        channel: 'TILL',
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
    const result = built(body, { receiptHolders: [relatedRows(first)] });
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

  it('a void names its hold, and is refused when that is closed or there is none', () => {
    const hold = journalRow({ id: 'hold', type: 'HOLD', pointsRedeemed: 8 });
    const closed = { hold: relatedRows(hold, journalRow({ type: 'SALE' })) };
    expect(building(release, closed, late)).toEqual(refusal('hold_closed'));
    expect(building(release, { hold: null }, late)).toEqual(refusal('not_found'));
    expect(built(release, { hold: relatedRows(hold) }, late)).toEqual({
      act: { kind: 'RELEASE', holdId: 'hold' },
      program: TWO_VERSIONS.programOfVersion(2)?.program,
      frame: { ...FRAME, type: 'RELEASE', relatedId: 'hold' },
    });
  });

  it('the second step of a transfer takes what its first step held, and no quote held', () => {
    const reserved = journalRow({
      id: 'hold',
      type: 'HOLD',
      pointsRedeemed: 8,
      details: `{"holdExpiresAt":${String(NOW + MINUTE)},"reserved":true}`,
    });
    const body = { ...manual, holdId: 'hold' };
    const result = built(body, { hold: relatedRows(reserved) });
    expect(result.act).toMatchObject({ kind: 'MANUAL', direction: 'DEBIT', points: 5, restores: null, holdId: 'hold' });
    expect(result.frame.relatedId).toBe('hold');
    expect(building(body, { hold: null })).toEqual(refusal('not_found'));
    const quoted = journalRow({ id: 'hold', type: 'HOLD', pointsRedeemed: 8, details: '{"holdExpiresAt":1}' });
    expect(building(body, { hold: relatedRows(quoted) })).toEqual(refusal('not_found'));
    expect(building(saleBody(10_000, { holdId: 'hold' }), { hold: relatedRows(reserved) })).toEqual(
      refusal('not_found'),
    );
    const posted = journalRow({ type: 'MANUAL', direction: 'DEBIT' });
    expect(building(body, { hold: relatedRows(reserved, posted) })).toEqual(refusal('hold_closed'));
    expect(building(release, { hold: relatedRows(reserved, posted) })).toEqual(refusal('hold_closed'));
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
