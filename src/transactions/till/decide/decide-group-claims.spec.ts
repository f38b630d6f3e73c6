import { EMPTY_COUNTERS } from '../../../decision';
import { claimDigest } from '../../../platform/claims/claim-digest';
import { programOf } from '../../../../test/support/decision/programs';
import { SNAPSHOT, KEY, deciding, rowOf } from '../../../../test/support/till/deciding';
import {
  GUEST,
  journalRow,
  MINUTE,
  NOW,
  preparedAct,
  relatedRows,
  saleBody,
  saleLine,
  snapshotOf,
  tillAct,
} from '../../../../test/support/till/till-acts';
import { receiptDigest } from '../../ledger/claims/claim-digests';
import { receiptDigestsOf } from '../kinds/receipt-claim';
import { NO_RECEIPT, type TillAct } from '../../ledger/act/till-act';

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
    expect(receiptDigestsOf(tillAct({ receipt }), '2026-03-01', SNAPSHOT)).toEqual([digest]);
    expect(
      receiptDigestsOf(tillAct({ receipt }), '2026-03-01', snapshotOf(undefined, { receiptScope: 'FOREVER' })),
    ).not.toContain(digest);
  });

  it('pass a receipt from its redemption to the sale, but leave it with the first of two redemptions', () => {
    const holder = relatedRows(journalRow({ id: 'first', type: 'REDEMPTION', pointsRedeemed: 3, pointsValue: 300 }));
    const claimsOf = (act: TillAct) =>
      deciding([preparedAct({ act, receiptHolders: [holder], heldNames: new Map([[digest ?? '', 'first']]) })], {
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

  it('let the refunds of an anonymous receipt take turns', () => {
    const sale = journalRow({ id: 'sale', guestId: null, pointsEarned: 0 });
    const body = {
      kind: 'REFUND',
      saleId: 'sale',
      reason: null,
      comment: 'cold',
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
      { kind: 'REFUND_TURN', digest: claimDigest('REFUND_TURN', 'sale', '1'), holder: 'act', expected: null },
    ]);
    expect(turn({ type: 'REFUND', details }).rows.claims[0]?.digest).toBe(claimDigest('REFUND_TURN', 'sale', '2'));
    expect(turn().rows.group).toMatchObject({ guestId: null, version: null });
    expect(rowOf(turn().outcomes[0])).toMatchObject({ guestId: null, guestVersion: 1 });
    expect(rowOf(turn({ type: 'REFUND', details }).outcomes[0])).toMatchObject({ guestId: null, guestVersion: 2 });
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

describe('an anonymous receipt', () => {
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
    // The first act postponed the expiry, so the second needs no warning.
    expect(rows.transactions.map(({ row }) => [row.type, row.programVersion])).toEqual([
      ['EXTENSION', 1],
      ['EXPIRY', 2],
    ]);
  });
});
