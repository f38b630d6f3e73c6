import { EMPTY_COUNTERS, points } from '../../decision';
import { claimDigest } from '../../platform/claims/claim-digest';
import { programOf } from '../../../test/support/decision/programs';
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
  storedGuest,
  tillAct,
  UTC,
} from '../../../test/support/till/till-acts';
import { transactionAnswerOf } from '../answers/transaction-answer';
import type { PreparedAct } from './built-act';
import { receiptDigest } from './claim-digests';
import { type DecidedGroup, decideGroup, receiptDigestOf } from './decide-group';
import type { Outcome, TillAct } from './till-act';
import type { TillReadRow } from './till-statements';

const HOUR = 60 * MINUTE;
const SNAPSHOT = snapshotOf();
const KEY = { digest: 'key-digest', requestHash: 'hash' };
const NO_RECEIPT = { number: null, externalOrderId: null, businessDate: null };

function deciding(
  acts: readonly (Partial<TillAct> | PreparedAct)[],
  stored: Partial<TillReadRow> = {},
  { guestId = GUEST, snapshot = SNAPSHOT }: { guestId?: string | null; snapshot?: typeof SNAPSHOT } = {},
): DecidedGroup {
  const prepared = acts.map((act) => ('act' in act ? act : preparedAct({ act: tillAct({ guestId, ...act }) })));
  return decideGroup({ guestId, acts: prepared }, storedGuest(stored), snapshot, UTC);
}

function rowOf(outcome: Outcome | undefined) {
  if (outcome?.kind !== 'POSTED') throw new Error(`not posted: ${JSON.stringify(outcome)}`);
  return outcome.row;
}

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
      body: { kind: 'REFUND', saleId: 'sale', reason: 'cold', what: { kind: 'ALL' }, undo: false },
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

describe('an act without a receipt', () => {
  it('claims none', () => {
    expect(deciding([{}]).rows.claims).toEqual([]);
  });
});

describe('claims', () => {
  const receipt = { ...NO_RECEIPT, number: 'A-1' };
  const digest = receiptDigest(
    { pointOfSaleId: 'till', receiptNumber: 'A-1', externalOrderId: null, businessDate: '2026-03-01' },
    'BUSINESS_DAY',
  );

  it('are made of the key, of what the act brings, and of the receipt of its business date', () => {
    const claims = [{ kind: 'QR', digest: 'qr' }] as const;
    expect(deciding([{ key: KEY, claims, receipt }]).rows.claims).toEqual([
      { kind: 'KEY', digest: 'key-digest', holder: 'act', expected: null },
      { kind: 'QR', digest: 'qr', holder: 'act', expected: null },
      { kind: 'RECEIPT', digest, holder: 'act', expected: null },
    ]);
    expect(receiptDigestOf(tillAct({ receipt }), '2026-03-01', SNAPSHOT)).toBe(digest);
    expect(
      receiptDigestOf(tillAct({ receipt }), '2026-03-01', snapshotOf(undefined, { receiptScope: 'FOREVER' })),
    ).not.toBe(digest);
  });

  it('pass a receipt from its redemption to the sale, but leave it with the first of two redemptions', () => {
    const holder = relatedRows(journalRow({ id: 'first', type: 'REDEMPTION', pointsRedeemed: 3, pointsValue: 300 }));
    const claimsOf = (act: TillAct) =>
      deciding([preparedAct({ act, receiptHolder: holder })], {
        available: 50,
        lots: '[["lot",null,50,50,0,null,null]]',
      }).rows.claims;
    expect(claimsOf(tillAct({ receipt }))).toEqual([{ kind: 'RECEIPT', digest, holder: 'act', expected: 'first' }]);
    const second = tillAct({ receipt, body: { kind: 'REDEMPTION', points: 5, orderAmount: 10_000 } });
    expect(claimsOf(second)).toEqual([{ kind: 'RECEIPT', digest, holder: 'first', expected: 'first' }]);
    const first = deciding([{ ...second, id: 'only' }], { available: 50, lots: '[["lot",null,50,50,0,null,null]]' });
    expect(first.rows.claims).toEqual([{ kind: 'RECEIPT', digest, holder: 'only', expected: null }]);
  });

  it('are none of the receipt for acts that have no receipt of their own', () => {
    const body = {
      kind: 'MANUAL',
      direction: 'CREDIT',
      points: 5,
      reasonCode: 'GOODWILL',
      comment: null,
      expiryId: null,
    } as const;
    expect(deciding([{ body, receipt }]).rows.claims).toEqual([]);
  });

  it('let the refunds of a receipt of nobody take turns', () => {
    const sale = journalRow({ id: 'sale', guestId: null, pointsEarned: 0 });
    const body = {
      kind: 'REFUND',
      saleId: 'sale',
      reason: 'cold',
      what: { kind: 'AMOUNT', amount: 100 },
      undo: false,
    } as const;
    const turn = (...others: Parameters<typeof journalRow>[0][]) => {
      const related = relatedRows(sale, ...others.map(journalRow));
      return deciding(
        [preparedAct({ act: tillAct({ guestId: null, body }), related })],
        { version: null },
        { guestId: null },
      );
    };
    const details = '{"kind":"REFUND","lines":[],"whole":false,"expired":0,"forgiven":0}';
    expect(turn().rows.claims).toEqual([
      { kind: 'REFUND_TURN', digest: claimDigest('REFUND_TURN', 'sale', '0'), holder: 'act', expected: null },
    ]);
    expect(turn({ type: 'REFUND', details }).rows.claims[0]?.digest).toBe(claimDigest('REFUND_TURN', 'sale', '1'));
    expect(turn().rows.group).toMatchObject({ guestId: null, version: null });
    expect(rowOf(turn().outcomes[0])).toMatchObject({ guestId: null, guestVersion: null });
    const own = preparedAct({ act: tillAct({ body }), related: relatedRows({ ...sale, guestId: GUEST }) });
    expect(deciding([own], { version: 1, lots: '[]' }).rows.claims).toEqual([]);
  });
});

describe('a refusal', () => {
  const refused = { body: saleBody(100, { lines: [saleLine(99)] }) };

  it('is kept under the key of its act, with the request that was refused', () => {
    const { rows } = deciding([{ ...refused, key: KEY }]);
    const [answer] = rows.answers;
    expect(answer).toMatchObject({ requestHash: 'hash', status: 422, code: 'items_total_mismatch' });
    expect(JSON.parse(answer?.data ?? '')).toEqual({
      requestId: 'request',
      data: expect.anything() as object,
      faults: [],
    });
    expect(rows.claims).toEqual([{ kind: 'KEY', digest: 'key-digest', holder: answer?.id, expected: null }]);
    const nameless = deciding([{ ...refused, key: KEY, requestId: null }]).rows.answers[0];
    expect(JSON.parse(nameless?.data ?? '')).toMatchObject({ requestId: '' });
  });

  it('of the till itself is kept as one of the decision', () => {
    const found = preparedAct({
      act: tillAct({ key: KEY }),
      refused: { refused: 'receipt_already_recorded', data: { transactionId: 'x' } },
    });
    const { rows, outcomes } = deciding([found]);
    expect(outcomes[0]).toMatchObject({
      kind: 'REFUSED',
      code: 'receipt_already_recorded',
      data: { transactionId: 'x' },
    });
    expect(rows.answers[0]).toMatchObject({ status: 409, code: 'receipt_already_recorded' });
  });

  it('is not kept without a key', () => {
    const { rows } = deciding([refused]);
    expect([rows.answers, rows.claims]).toEqual([[], []]);
  });
});

describe('a receipt of nobody', () => {
  it('is written without a guest and claimed by its number', () => {
    const { rows, outcomes } = deciding(
      [{ receipt: { ...NO_RECEIPT, number: 'A-1' } }],
      { version: null },
      { guestId: null },
    );
    expect(rowOf(outcomes[0])).toMatchObject({ guestId: null, payable: 10_000, pointsEarned: 0, tier: null });
    expect(rows.group).toMatchObject({ guestId: null, expected: null });
    expect(rows.claims.map((claim) => claim.kind)).toEqual(['RECEIPT']);
    expect(rows.transfers).toEqual([]);
  });
});

describe('what came due before another version came into force', () => {
  const WARNING = { days: 7 };
  const CHANGE = NOW - 30 * MINUTE;
  const of = (before: typeof WARNING | null, after: typeof WARNING | null) =>
    snapshotOf([
      { from: Date.UTC(2026, 0, 1), document: programOf({ warning: before }) },
      { from: CHANGE, document: programOf({ warning: after }) },
    ]);
  const endingAt = (at: number) => ({
    available: 50,
    lots: `[["lot",${String(at)},50,50,0,null,null]]`,
    counters: JSON.stringify({ ...EMPTY_COUNTERS, lotsDueAt: at }),
    due_ms: at,
  });

  it('is settled by the version of its instant, as though it had been settled on time', () => {
    const typesOf = (at: number, snapshot: ReturnType<typeof of>) =>
      deciding([], endingAt(at), { snapshot }).rows.transactions.map(({ row }) => [row.type, row.programVersion]);
    expect(typesOf(CHANGE - 1, of(null, WARNING))).toEqual([['EXPIRY', 1]]);
    expect(typesOf(CHANGE, of(null, WARNING))).toEqual([['EXTENSION', 2]]);
    expect(typesOf(CHANGE - 1, of(WARNING, null))).toEqual([['EXTENSION', 1]]);
    expect(typesOf(CHANGE, of(WARNING, null))).toEqual([['EXPIRY', 2]]);
  });

  it('several instants each by their own', () => {
    const MONTH = 30 * 24 * 60 * MINUTE;
    const start = NOW - 2 * MONTH - 60 * MINUTE;
    const snapshot = snapshotOf([
      { from: Date.UTC(2025, 0, 1), document: programOf({ warning: WARNING }) },
      { from: start + MONTH / 2, document: programOf({ warning: null }) },
    ]);
    const { rows } = deciding([], endingAt(start), { snapshot });
    // Put off by the first; by the second nobody has to be warned.
    expect(rows.transactions.map(({ row }) => [row.type, row.programVersion])).toEqual([
      ['EXTENSION', 1],
      ['EXPIRY', 2],
    ]);
  });
});
