import { EMPTY_COUNTERS, points } from '../../../decision';
import { claimDigest } from '../../../platform/claims/claim-digest';
import { programOf } from '../../../../test/support/decision/programs';
import { HOUR, SNAPSHOT, KEY, deciding, rowOf } from '../../../../test/support/till/deciding';
import {
  GUEST,
  journalRow,
  MINUTE,
  NETWORK,
  NOW,
  preparedAct,
  relatedRows,
  saleBody,
  saleLine,
  snapshotOf,
  tillAct,
} from '../../../../test/support/till/till-acts';
import { transactionAnswerOf } from '../responses/transaction-answer';
import { NO_RECEIPT, type TillAct } from '../../ledger/act/till-act';
import { togetherOf } from './decide-group';

describe('a guest that the network does not have', () => {
  it('is refused for each act, and nothing is kept', () => {
    const refused = { kind: 'REFUSED', code: 'guest_not_found', data: {}, replayed: false, requestId: null };
    const decided = deciding([{ id: 'a', key: KEY }, { id: 'b' }], { version: null });
    expect(decided.outcomes).toEqual([refused, refused]);
    expect(decided.rows).toMatchObject({ claims: [], transactions: [], transfers: [], lots: [], answers: [] });
    expect(decided.rows.group).toMatchObject({ guestId: null, expected: null, version: null });
  });
});

describe('the acts of one guest', () => {
  it('are decided one after another on what the one before left, and written as one change', () => {
    const { rows, outcomes } = deciding([{ id: 'a' }, { id: 'b', body: saleBody(20_000) }], { version: 4 });
    expect(
      outcomes
        .map((outcome) => rowOf(outcome))
        .map((row) => [row.id, row.guestVersion, row.pointsEarned, row.available]),
    ).toEqual([
      ['a', 5, 100, 100],
      ['b', 6, 200, 300],
    ]);
    expect(rows.group).toMatchObject({
      guestId: GUEST,
      expected: 4,
      version: 6,
      available: 300,
      spend: 30_000,
      visits: 2,
      sales: 2,
    });
    expect(rows.transactions.map(({ row }) => row)).toEqual(outcomes.map(rowOf));
    expect(
      rows.transfers.map((transfer) => [
        transfer.transactionId,
        transfer.amount,
        transfer.debitOwner,
        transfer.creditOwner,
      ]),
    ).toEqual([
      ['a', 100, 'restaurant', GUEST],
      ['b', 200, 'restaurant', GUEST],
    ]);
    expect(rows.lots.map((lot) => [lot.lotId, lot.remaining])).toEqual([
      ['a', 100],
      ['b', 200],
    ]);
  });

  it('are each identified by the look-up of their own actor, of the guest as that actor knew it', () => {
    const actor = (id: string): TillAct['actor'] => ({ kind: 'user', id, sessionId: 'session' });
    const identified = JSON.stringify([
      ['anna', GUEST, 'CARD', NOW],
      ['boris', 'merged guest', 'QR', NOW],
    ]);
    const { outcomes } = deciding(
      [
        { id: 'a', actor: actor('anna'), lookedUpAs: GUEST },
        { id: 'b', actor: actor('boris'), lookedUpAs: 'merged guest' },
        { id: 'c', actor: actor('boris'), lookedUpAs: GUEST, identifiedBy: 'TILL_SYSTEM' },
        { id: 'd', actor: actor('anna'), lookedUpAs: null, identifiedBy: 'CODE' },
        { id: 'e', actor: actor('clara'), lookedUpAs: GUEST },
      ],
      { identified },
    );
    expect(outcomes.map((outcome) => rowOf(outcome).identifiedBy)).toEqual(['CARD', 'QR', 'TILL_SYSTEM', 'CODE', null]);
  });

  it('write each lot once, as the last of them left it', () => {
    const lots = `[["lot",${String(NOW + HOUR)},50,50,0,null,null]]`;
    const spend = (id: string, pointsToRedeem: number): Partial<TillAct> => ({
      id,
      body: saleBody(10_000, { pointsToRedeem }),
    });
    const stored = {
      available: 50,
      lots,
      counters: JSON.stringify({ ...EMPTY_COUNTERS, lotsDueAt: NOW + HOUR }),
      due_ms: NOW + HOUR,
    };
    const { rows } = deciding([spend('a', 10), spend('b', 15)], stored);
    expect(rows.lots.filter((lot) => lot.lotId === 'lot').map((lot) => lot.remaining)).toEqual([25]);
    expect(rows.lots).toHaveLength(3);
  });

  it('leave the group as it was where each is refused', () => {
    const { rows, outcomes } = deciding([{ body: saleBody(10_000, { pointsToRedeem: 5 }) }], {
      version: 4,
      lots: '[]',
    });
    expect(outcomes).toEqual([
      {
        kind: 'REFUSED',
        code: 'insufficient_points',
        data: expect.objectContaining({ available: 0 }) as object,
        replayed: false,
        requestId: null,
      },
    ]);
    expect(rows.group).toMatchObject({ expected: 4, version: 4 });
    expect(rows).toMatchObject({ claims: [], transactions: [], answers: [] });
  });

  it('tell how much could be redeemed with a decided sale', () => {
    expect(deciding([{}]).outcomes[0]).toMatchObject({
      kind: 'POSTED',
      replayed: false,
      redeemable: { min: 1, max: 0, limitedBy: 'BALANCE' },
    });
  });

  it('keep the comment of a manual act beside its row, of no other act anything', () => {
    const body = {
      kind: 'MANUAL',
      direction: 'CREDIT',
      points: 5,
      reasonCode: 'GOODWILL',
      comment: 'cold pizza',
      expiryId: null,
    } as const;
    const { rows } = deciding([{ id: 'a', body }, { id: 'b' }]);
    expect(rows.transactions.map(({ comment }) => comment)).toEqual(['cold pizza', null]);
  });
});

describe('the answer of an act that was decided now', () => {
  const manual = { kind: 'MANUAL', direction: 'CREDIT', points: 5, reasonCode: 'GOODWILL', comment: null } as const;
  const decided = deciding(
    [
      { id: 'a', body: saleBody(123_456, { lines: [saleLine(100_000), saleLine(23_456)] }) },
      { id: 'b', body: saleBody(90_000, { pointsToRedeem: 7 }) },
      { id: 'c', body: { ...manual, expiryId: null } },
      { id: 'd', body: { kind: 'REDEMPTION', points: 3, orderAmount: 10_000 } },
    ],
    { lots: '[]' },
  );

  it.each(decided.outcomes)('is to the byte what its row alone gives: %#', (outcome) => {
    if (outcome.kind !== 'POSTED' || outcome.told === undefined) throw new Error('not decided now');
    expect(outcome.told.trace.length).toBeGreaterThan(0);
    const answerOf = (...of: Parameters<typeof transactionAnswerOf>) => JSON.stringify(transactionAnswerOf(...of));
    const reader = { network: SNAPSHOT.profile, language: 'en' } as const;
    expect(answerOf(outcome.row, reader, outcome.told)).toBe(answerOf(outcome.row, reader));
  });
});

describe('the row of an act', () => {
  it('bears the moment of its record by the database, its own time and its business date', () => {
    const { outcomes } = deciding([{ occurredAt: NOW - 9 * HOUR }], { now_ms: NOW + 0.4 });
    expect(rowOf(outcomes[0])).toMatchObject({
      recordedAt: NOW,
      occurredAt: NOW - 9 * HOUR,
      businessDate: '2026-02-28',
    });
    expect(rowOf(deciding([{}]).outcomes[0])).toMatchObject({ occurredAt: NOW, businessDate: '2026-03-01' });
    const named = deciding([{ receipt: { ...NO_RECEIPT, businessDate: '2026-02-20' } }]);
    expect(rowOf(named.outcomes[0]).businessDate).toBe('2026-02-20');
  });

  it('of a claim bears the time and date of the receipt', () => {
    const receipt = journalRow({ id: 'receipt', guestId: null, occurredAt: NOW - HOUR, businessDate: '2026-02-27' });
    const act = tillAct({ body: { kind: 'CLAIM', receiptId: 'receipt' } });
    const { outcomes, rows } = deciding([preparedAct({ act, related: relatedRows(receipt) })]);
    expect(rowOf(outcomes[0])).toMatchObject({
      type: 'SALE',
      occurredAt: NOW - HOUR,
      recordedAt: NOW,
      businessDate: '2026-02-27',
      relatedId: 'receipt',
    });
    expect(rows.claims).toEqual([
      { kind: 'RECEIPT_CLAIM', digest: claimDigest('RECEIPT_CLAIM', 'receipt'), holder: 'act', expected: null },
    ]);
  });

  it('of a hold keeps its end and what could be redeemed, for its answer', () => {
    const body = { kind: 'HOLD', holdMinutes: 10, sale: saleBody(10_000, { pointsToRedeem: 5 }) } as const;
    const lots = `[["lot",null,50,50,0,null,null]]`;
    const { outcomes } = deciding([{ body }], { available: 50, lots });
    expect(JSON.parse(rowOf(outcomes[0]).details ?? '')).toEqual({
      holdExpiresAt: NOW + 10 * MINUTE,
      redeemable: { min: 1, max: 50, limitedBy: 'BALANCE' },
    });
    expect(rowOf(outcomes[0]).facts).toBeNull();
  });

  it('keeps the settings that the decision rested on: of a refund how long points come back, of a capture its grace', () => {
    const snapshot = snapshotOf(undefined, { restoreGraceDays: 7, captureGraceMinutes: 3 });
    const sale = journalRow({ id: 'sale', pointsEarned: 0 });
    const refund = tillAct({
      body: { kind: 'REFUND', saleId: 'sale', reason: null, comment: 'cold', what: { kind: 'ALL' }, undo: false },
    });
    const refunded = deciding(
      [preparedAct({ act: refund, related: relatedRows(sale) })],
      { version: 1, lots: '[]' },
      { snapshot },
    );
    expect(rowOf(refunded.outcomes[0]).facts).toBe('{"restoredForDays":7}');

    const hold = journalRow({
      id: 'hold',
      type: 'HOLD',
      pointsRedeemed: 5,
      details: `{"holdExpiresAt":${String(NOW + HOUR)}}`,
    });
    const part = { lotId: 'lot', expiresAt: NOW + 2 * HOUR, points: points(5), restaurantId: null };
    const counters = {
      ...EMPTY_COUNTERS,
      holds: [{ id: 'hold', points: points(5), expiresAt: NOW + HOUR, lots: [part] }],
      lotsDueAt: NOW + 2 * HOUR,
    };
    const lots = `[["lot",${String(NOW + 2 * HOUR)},5,5,5,null,null]]`;
    const capture = preparedAct({
      act: tillAct({ body: saleBody(10_000, { holdId: 'hold' }) }),
      hold: relatedRows(hold),
      tierAsOf: 'BASE',
    });
    const captured = deciding(
      [capture],
      { version: 1, held: 5, counters: JSON.stringify(counters), lots, due_ms: NOW + HOUR },
      { snapshot },
    );
    expect(JSON.parse(rowOf(captured.outcomes[0]).facts ?? '')).toEqual({
      tierAsOf: 'BASE',
      captureGraceMs: 3 * MINUTE,
    });
    expect(rowOf(deciding([{}], {}, { snapshot }).outcomes[0]).facts).toBeNull();
  });
});

describe('the allowance of an offline till', () => {
  const spending = (available: number) => {
    const act = tillAct({ channel: 'OFFLINE', occurredAt: NOW, body: saleBody(10_000, { pointsToRedeem: 7 }) });
    const lots = available === 0 ? '[]' : `[["lot",null,${String(available)},${String(available)},0,null,null]]`;
    const allowance = { id: 'allowance', left: points(50) };
    return rowOf(deciding([preparedAct({ act, allowance })], { available, lots }).outcomes[0]);
  };

  it('pays the points that the guest lacks, and the row keeps how many', () => {
    expect(spending(0)).toMatchObject({ pointsRedeemed: 7, facts: '{"allowance":{"id":"allowance","points":7}}' });
    expect(spending(5).facts).toBe('{"allowance":{"id":"allowance","points":2}}');
    expect(spending(7).facts).toBeNull();
  });
});

describe('times that no till can mean', () => {
  const at = (occurredAt: number) =>
    deciding([{ occurredAt, key: KEY }], {}, { snapshot: snapshotOf(undefined, { offlineWindowHours: 2 }) })
      .outcomes[0];

  it('are those more than five minutes ahead, and those before the window of offline tills', () => {
    const refused = {
      kind: 'REFUSED',
      code: 'occurred_at_out_of_range',
      data: { serverTime: new Date(NOW).toISOString() },
    };
    expect(at(NOW + 5 * MINUTE)).toMatchObject({ kind: 'POSTED' });
    expect(at(NOW + 5 * MINUTE + 1)).toMatchObject(refused);
    expect(at(NOW - 2 * HOUR)).toMatchObject({ kind: 'POSTED' });
    expect(at(NOW - 2 * HOUR - 1)).toMatchObject(refused);
  });

  it('are no matter for an act of the platform, which may be late', () => {
    expect(deciding([{ channel: 'SYSTEM', occurredAt: NOW - 1_000 * HOUR }]).outcomes[0]).toMatchObject({
      kind: 'POSTED',
    });
  });

  it('are no matter for an import, which is decided at its own time', () => {
    const old = Date.UTC(2026, 0, 2);
    const { rows, outcomes } = deciding([{ channel: 'IMPORT', occurredAt: old }], { lots: '[]' });
    expect(rowOf(outcomes[0])).toMatchObject({ occurredAt: old, recordedAt: NOW });
    // 365 days later at the end of the day, counted from the sale.
    expect(rows.lots[0]?.expiresAt).toBe(Date.UTC(2027, 0, 3));
  });
});

describe('what came due before an act', () => {
  const lots = `[["lot",${String(NOW - HOUR)},50,50,0,null,null]]`;
  const due = {
    version: 3,
    available: 50,
    lots,
    counters: JSON.stringify({ ...EMPTY_COUNTERS, lotsDueAt: NOW - HOUR }),
    due_ms: NOW - HOUR,
  };

  it('is written down first, as the job would have', () => {
    const { rows, outcomes } = deciding([{}], due);
    expect(
      rows.transactions.map(({ row, comment }) => [
        row.type,
        row.guestVersion,
        row.occurredAt,
        row.recordedAt,
        row.businessDate,
        row.programVersion,
        comment,
      ]),
    ).toEqual([
      ['EXPIRY', 4, NOW - HOUR, NOW, '2026-03-01', 1, null],
      ['SALE', 5, NOW, NOW, '2026-03-01', 1, null],
    ]);
    expect(rowOf(outcomes[0]).available).toBe(100);
    expect(rows.transfers[0]).toMatchObject({ code: 'EXPIRY', amount: 50, creditOwner: NETWORK });
  });

  it('is all that is written of a guest without acts', () => {
    const { rows, outcomes } = deciding([], due);
    expect(outcomes).toEqual([]);
    expect(rows.transactions.map(({ row }) => row.type)).toEqual(['EXPIRY']);
    expect(rows.group).toMatchObject({ expected: 3, version: 4, available: 0 });
    expect(deciding([], { ...due, due_ms: NOW + 1 }).rows.transactions).toEqual([]);
  });

  it('is due at its instant, not after it', () => {
    const atNoon = {
      ...due,
      lots: `[["lot",${String(NOW)},50,50,0,null,null]]`,
      counters: JSON.stringify({ ...EMPTY_COUNTERS, lotsDueAt: NOW }),
      due_ms: NOW,
    };
    expect(deciding([], atNoon).rows.transactions.map(({ row }) => row.type)).toEqual(['EXPIRY']);
  });

  it('waits where no programme says how', () => {
    const later = snapshotOf([{ from: NOW + 1, document: programOf() }]);
    expect(deciding([], due, { snapshot: later }).rows.transactions).toEqual([]);
  });

  it('is settled at the time of an import, not of now', () => {
    const before = deciding([{ channel: 'IMPORT', occurredAt: NOW - 2 * HOUR }], due);
    expect(before.rows.transactions.map(({ row }) => row.type)).toEqual(['SALE']);
  });
});

describe('an act by an older version of the programme', () => {
  it('is decided by it, while the tier is looked at by the one in force', () => {
    const snapshot = snapshotOf([
      { from: Date.UTC(2026, 0, 1), document: programOf() },
      { from: NOW - HOUR, document: programOf({ earning: { ...programOf().earning, base: null } }) },
    ]);
    const { outcomes } = deciding([{ occurredAt: NOW - 2 * HOUR }, { id: 'b' }], {}, { snapshot });
    expect(outcomes.map((outcome) => [rowOf(outcome).programVersion, rowOf(outcome).pointsEarned])).toEqual([
      [1, 100],
      [2, 0],
    ]);
  });
});

describe('the capture of a hold that ended by its time', () => {
  const hold = journalRow({
    id: 'hold',
    type: 'HOLD',
    pointsRedeemed: 5,
    details: `{"holdExpiresAt":${String(NOW - 3 * MINUTE)}}`,
  });
  const capture = preparedAct({
    act: tillAct({ body: saleBody(10_000, { holdId: 'hold' }) }),
    hold: relatedRows(hold, journalRow({ id: 'release', type: 'RELEASE', actorKind: 'system' })),
  });
  const stored = { version: 1, available: 5, lots: '[["lot",null,5,5,0,null,null]]' };
  const withGrace = (captureGraceMinutes: number) =>
    deciding([capture], stored, { snapshot: snapshotOf(undefined, { captureGraceMinutes }) }).outcomes[0];

  it('still spends its points within the grace of the network, and not after it', () => {
    expect(rowOf(withGrace(3))).toMatchObject({ pointsRedeemed: 5, available: 95 });
    expect(withGrace(2)).toMatchObject({ kind: 'REFUSED', code: 'hold_expired' });
  });
});

describe('a guest whose personal data was erased', () => {
  const erased = { in_family: null, version: 3, lots: '[]' };
  const refund = {
    kind: 'REFUND',
    saleId: 'sale',
    reason: null,
    comment: 'cold',
    what: { kind: 'ALL' },
    undo: false,
  } as const;

  it('is not found for a new sale, because no guest could spend its points', () => {
    expect(deciding([{}], erased).outcomes[0]).toMatchObject({ kind: 'REFUSED', code: 'guest_not_found', data: {} });
  });

  it('still gets refunds, and acts of the platform', () => {
    const act = tillAct({ body: refund });
    const related = relatedRows(journalRow({ id: 'sale', pointsEarned: 0 }));
    expect(deciding([preparedAct({ act, related })], erased).outcomes[0]).toMatchObject({ kind: 'POSTED' });
    expect(deciding([{ channel: 'SYSTEM' }], erased).outcomes[0]).toMatchObject({ kind: 'POSTED' });
  });
});

describe('groups that are decided together', () => {
  const group = (guestId: string | null) =>
    deciding([{ id: guestId ?? 'anonymous' }], guestId === null ? { version: null } : {}, { guestId });

  it('are written in the order of their guests, with the outcome of the act that leads', () => {
    const [b, none, a] = [group('b'), group(null), group('a')];
    const together = togetherOf([b, none, a], 2);
    expect(together.groups).toEqual([none.rows, a.rows, b.rows]);
    expect(together.outcome).toBe(a.outcomes[0]);
    expect(together.stored).toBe(a.stored);
  });

  it('are none without the act that leads', () => {
    expect(() => togetherOf([group('a')], 1)).toThrow('each act is decided');
  });
});
