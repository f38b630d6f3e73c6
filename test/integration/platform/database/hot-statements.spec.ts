import pg from 'pg';
import type { Tx } from '../../../../src/platform/database/database';
import type { NetworkReading } from '../../../../src/platform/database/copy-rows';
import { memberOf, type StatementSource, statementOf } from '../../../../src/platform/database/sql';
import { installTypeParsers } from '../../../../src/platform/database/type-parsers';
import {
  findLeafBytes,
  findSealable,
  type LeafRow,
  listVisibleLeaves,
} from '../../../../src/transactions/books/seals/journal.sql';
import { JOURNAL_START } from '../../../../src/transactions/books/seals/seal-head.rules';
import type { ToldRow } from '../../../../src/transactions/desk/history/actors';
import { listHistory } from '../../../../src/transactions/desk/history/history.sql';
import {
  findEndOfExamined,
  listIdsInRange,
  listIdsOfGuest,
} from '../../../../src/transactions/desk/history/transaction-list.sql';
import { LOG_BEGIN, LOG_END, LOG_PAGE, type LogRow } from '../../../../src/transactions/jobs/log-reader';
import {
  type ColumnType,
  type JournalRow,
  ROW_COLUMNS,
} from '../../../../src/transactions/ledger/journal/journal-columns';
import {
  findJournalRows,
  listTransfers,
  type TransferRow,
} from '../../../../src/transactions/ledger/journal/journal-row';
import { lockFreeGuests, lockGuests } from '../../../../src/transactions/ledger/read/guest-locks.sql';
import { lockAct, type LockedColumns } from '../../../../src/transactions/ledger/write/locked-act.sql';
import { listRelatedRows, type RelatedColumns } from '../../../../src/transactions/ledger/read/related-rows.sql';
import { transactionTill } from '../../../../src/transactions/ledger/write/till-statements';
import type { LostGroup, TillReadRow } from '../../../../src/transactions/ledger/write/till-rows';
import { findGuestByName } from '../../../../src/transactions/till/balances/guest-by-name.sql';
import type { GuestRow } from '../../../../src/identity';
import { BEFORE_ALL_GUESTS, listGuestJournals } from '../../../../src/transactions/replay/journal-of-guests.sql';
import type { PastGuest } from '../../../../src/transactions/whatif/guests/hypothetical-guest.rules';
import { copyPast, listPastGuests } from '../../../../src/transactions/whatif/backtest/past.sql';
import { superuserPool } from '../../../support/database';
import { shiftWithId, listShiftRows, listShiftTotals } from '../../../../src/transactions/desk/shifts/shift-reports';

/** The value that the driver makes of a column. */
type Kind = 'text' | 'number' | 'boolean' | 'bytes' | 'instant' | 'list';

type KindOf<Value> = [Value] extends [string]
  ? 'text'
  : [Value] extends [number]
    ? 'number'
    : [Value] extends [boolean]
      ? 'boolean'
      : [Value] extends [Date]
        ? 'instant'
        : [Value] extends [Buffer]
          ? 'bytes'
          : 'list';

/** The columns of a row type, so that a member without its column does not compile. */
type Columns<Row> = { readonly [Name in keyof Row]-?: KindOf<NonNullable<Row[Name]>> };

interface Statement {
  readonly name: string;
  readonly columns: Readonly<Record<string, Kind>>;
  readonly run: (tx: Tx) => Promise<unknown>;
}

function statement<Row extends object>(
  name: string,
  columns: Columns<Row>,
  run: (tx: Tx) => Promise<unknown>,
): Statement {
  return { name, columns, run };
}

const NETWORK = '01980000-0000-7000-8000-000000000001';
const OTHER = '01980000-0000-7000-8000-000000000002';
const RANGE = { after: NETWORK, before: OTHER, isDescending: true, limit: 1 };
const FILTER = { types: ['SALE'] as const, restaurantIds: null };

const KIND_OF_TYPE: Readonly<Record<ColumnType, Kind>> = {
  uuid: 'text',
  text: 'text',
  int4: 'number',
  int8: 'number',
  date: 'text',
  timestamptz: 'number',
  json: 'text',
  bytea: 'text',
  transaction_type: 'text',
};
/** The row's type comes from the same list; the test of that list compares it with the table. */
const JOURNAL = Object.fromEntries(
  ROW_COLUMNS.map(({ name, type }) => [name, KIND_OF_TYPE[type]]),
) as Columns<JournalRow>;

const LISTED: Columns<ToldRow & { readonly known: boolean }> = {
  ...JOURNAL,
  actorName: 'text',
  restaurantName: 'text',
  // A value of JSON, which the driver reads.
  restaurantNames: 'text' as Kind as 'list',
  device: 'text',
  address: 'text',
  refundReason: 'text',
  known: 'boolean',
};

const TRANSFER: Columns<TransferRow> = {
  transactionId: 'text',
  n: 'number',
  code: 'text',
  debitKind: 'text',
  debitOwner: 'text',
  creditKind: 'text',
  creditOwner: 'text',
  amount: 'number',
  lotId: 'text',
  expiresAt: 'number',
  activatesAt: 'number',
  unit: 'text',
};

const TILL_ROW: Columns<TillReadRow> = {
  ordinal: 'number',
  now_ms: 'number',
  version: 'number',
  blocked: 'boolean',
  birthday: 'number',
  joined_day: 'number',
  tier: 'text',
  grace_until: 'number',
  available: 'number',
  pending: 'number',
  held: 'number',
  in_review: 'number',
  receivable: 'number',
  overdraft: 'boolean',
  spend: 'number',
  visits: 'number',
  points_earned: 'number',
  sales: 'number',
  days: 'list',
  counters: 'text',
  due_ms: 'number',
  lots: 'text',
  in_family: 'boolean',
  segments: 'list',
  codes: 'text',
  identified: 'text',
  spent: 'list',
};

const RELATED: Columns<RelatedColumns> = { named: 'text', others: 'text', moved: 'text', expired: 'list' };

const STATEMENTS: readonly Statement[] = [
  statement<LockedColumns>(
    'till_lock',
    {
      ...TILL_ROW,
      ...RELATED,
      keyHolder: 'text',
      locked: 'list',
      holders: 'list',
      hasRewards: 'boolean',
      givenAlone: 'number',
      movedByHand: 'number',
      ofSale: 'number',
      ofDay: 'number',
    },
    (tx) =>
      lockAct(tx, {
        networkId: NETWORK,
        lockTimeout: '1s',
        key: OTHER,
        guest: { guestId: OTHER, needLots: true },
        spendsPoints: true,
        claims: [OTHER],
        relatedIds: [OTHER],
        returnsRewardsOf: OTHER,
        sumsGifts: true,
        manualDay: { holderId: OTHER, firstId: OTHER, businessDate: '2026-11-28', firstIdOfToday: OTHER },
        refundDay: { actorId: OTHER, firstId: OTHER },
      }),
  ),
  statement<TillReadRow>('till_read', TILL_ROW, (tx) =>
    transactionTill(tx).read(NETWORK, [{ guestId: OTHER, needLots: true }]),
  ),
  statement<GuestRow & TillReadRow>(
    'till_find',
    {
      id: 'text',
      account_id: 'text',
      external_id: 'text',
      name: 'text',
      phone_encrypted: 'bytes',
      email_encrypted: 'bytes',
      birth_date: 'text',
      locale: 'text',
      note: 'text',
      card_number: 'text',
      referral_code: 'text',
      restaurant_id: 'text',
      source: 'text',
      created_at: 'instant',
      erased_at: 'instant',
      merged_into: 'text',
      ...TILL_ROW,
    },
    (tx) => findGuestByName(tx, NETWORK, { card: '1' }, { needLots: true }),
  ),
  statement<LostGroup & { batch: number }>(
    'till_write',
    { batch: 'number', lost_group: 'number', reason: 'text', digest: 'text', holder: 'text' },
    (tx) => transactionTill(tx).write(NETWORK, 1, '1s', []),
  ),
  statement<{ guest_id: string }>('lockGuests', { guest_id: 'text' }, (tx) => lockGuests(tx, NETWORK, [OTHER])),
  statement<{ guest_id: string }>('lockFreeGuests', { guest_id: 'text' }, (tx) => lockFreeGuests(tx, NETWORK, [OTHER])),
  statement<JournalRow>('findJournalRows', JOURNAL, (tx) => findJournalRows(tx, NETWORK, [OTHER])),
  statement<TransferRow>('listTransfers', TRANSFER, (tx) => listTransfers(tx, NETWORK, [OTHER])),
  statement<RelatedColumns>('related_rows', RELATED, (tx) => listRelatedRows(tx, NETWORK, [OTHER])),
  statement<ToldRow & { readonly known: boolean }>('listHistory', LISTED, (tx) =>
    listHistory(tx, NETWORK, OTHER, { before: null, limit: 1, restaurantIds: null, known: [] }),
  ),
  statement<JournalRow>('listShiftRows', JOURNAL, (tx) => listShiftRows(tx, NETWORK, shiftWithId(OTHER), null, 1)),
  statement<{ id: string }>('listIdsInRange', { id: 'text' }, (tx) => listIdsInRange(tx, NETWORK, RANGE, FILTER, 1)),
  statement<{ id: string }>('findEndOfExamined', { id: 'text' }, (tx) => findEndOfExamined(tx, NETWORK, RANGE, 1)),
  statement<{ id: string }>('listIdsOfGuest', { id: 'text' }, (tx) =>
    listIdsOfGuest(tx, NETWORK, OTHER, RANGE, FILTER),
  ),
  statement<RowOf<typeof listShiftTotals>>(
    'listShiftTotals',
    {
      shiftId: 'text',
      type: 'text',
      count: 'number',
      receipts: 'number',
      late: 'number',
      amount: 'number',
      discount: 'number',
      payable: 'number',
      money: 'number',
      pointsEarned: 'number',
      pointsRedeemed: 'number',
      pointsValue: 'number',
    },
    (tx) => listShiftTotals(tx, NETWORK, shiftWithId(OTHER)),
  ),
  statement<JournalRow & { isImported: boolean; joinedDay: number }>(
    'listGuestJournals',
    { ...JOURNAL, isImported: 'boolean', joinedDay: 'number' },
    (tx) => listGuestJournals(tx, NETWORK, BEFORE_ALL_GUESTS, 1),
  ),
  // Reads nothing, because there is no such network.
  statement<LogRow>(
    'log_page',
    {
      epoch: 'number',
      xid: 'number',
      id: 'text',
      type: 'text',
      subjectId: 'text',
      guestId: 'text',
      guestVersion: 'number',
      isSettled: 'boolean',
    },
    (tx) => tx.query(LOG_PAGE.text, [NETWORK, ...Object.values(LOG_BEGIN), ...Object.values(LOG_END), 1]),
  ),
  statement<{ leaves: Buffer; transfers: number; epoch: number; xid: number; id: string; isWhole: boolean }>(
    'findSealable',
    { leaves: 'bytes', transfers: 'number', epoch: 'number', xid: 'number', id: 'text', isWhole: 'boolean' },
    (tx) => findSealable(tx, NETWORK, JOURNAL_START, 1),
  ),
  statement<LeafRow>(
    'listVisibleLeaves',
    { epoch: 'number', xid: 'number', id: 'text', leaf: 'bytes', transfers: 'number' },
    (tx) => listVisibleLeaves(tx, NETWORK, JOURNAL_START, 1),
  ),
  statement<RowOf<typeof findLeafBytes>>(
    'findLeafBytes',
    { epoch: 'number', xid: 'number', id: 'text', guestId: 'text', restaurantId: 'text', bytes: 'bytes' },
    (tx) => findLeafBytes(tx, NETWORK, OTHER),
  ),
  statement<PastGuest & { guestId: string }>(
    'listPastGuests',
    { guestId: 'text', birthday: 'number', joinedDay: 'number', segments: 'list', isImported: 'boolean' },
    (tx) => listPastGuests(readingOf(tx), NETWORK, { from: OTHER, to: null }),
  ),
];

/** A row that a function returns. */
type RowOf<Read extends (...given: never[]) => Promise<unknown>> =
  NonNullable<Awaited<ReturnType<Read>>> extends readonly (infer Row extends object)[]
    ? Row
    : NonNullable<Awaited<ReturnType<Read>>> & object;

describe('the statements by hand', () => {
  const superuser = superuserPool();
  let client: pg.PoolClient;
  let seen: Record<string, Kind>[];

  beforeAll(async () => {
    installTypeParsers();
    client = await superuser.connect();
  });
  beforeEach(async () => {
    seen = [];
    await client.query('BEGIN');
    await client.query("SELECT set_config('app.network_id', $1, true)", [NETWORK]);
  });
  afterEach(() => client.query('ROLLBACK'));
  afterAll(async () => {
    client.release(true);
    await superuser.end();
  });

  const query = async <Row extends object>(...source: StatementSource): Promise<Row[]> => {
    const { text, values, isTemplate } = statementOf(source);
    const { rows, fields } = await client.query<Row & pg.QueryResultRow>(text, [...values]);
    const nameOf = (column: string): string => (isTemplate ? memberOf(column) : column);
    seen.push(Object.fromEntries(fields.map(({ name, dataTypeID }) => [nameOf(name), kindOf(dataTypeID)])));
    return rows;
  };
  const tx: Tx = {
    query,
    call: ({ text }, values) => query(text, values),
    callTogether: ({ text }, rows) => query(text, [rows]),
    one: async <Row extends object>(...source: StatementSource) => (await query<Row>(...source))[0] as Row,
    maybe: async <Row extends object>(...source: StatementSource) => (await query<Row>(...source))[0],
    get prisma(): never {
      throw new Error('no statement by hand');
    },
  };

  it.each(STATEMENTS)('give the columns of the row: $name', async ({ columns, run }) => {
    await run(tx);
    expect(seen).toContainEqual(columns);
  });

  it.each([true, false])(
    'give a backtest the columns that it reads by their place (compares: %s)',
    async (compares) => {
      const copied: number[] = [];
      const counting: NetworkReading = {
        ...readingOf(tx),
        copy: async (select) => {
          copied.push((await client.query({ text: select, rowMode: 'array' })).fields.length);
        },
      };
      const range = { from: OTHER, to: null };
      await copyPast(counting, NETWORK, { range, until: 0, compares }, () => undefined);
      const read = ROW_COLUMNS.filter(
        ({ backtest }) => backtest === undefined || (compares && backtest === 'COMPARED'),
      );
      // And the transfers.
      expect(copied).toEqual([read.length + 1]);
    },
  );
});

function readingOf(tx: Tx): NetworkReading {
  return {
    query: (text, values) => tx.query(text, values),
    copy: () => Promise.reject(new Error('it copies nothing')),
  };
}

const { BOOL, BYTEA, FLOAT8, INT2, INT4, INT8, TIMESTAMPTZ } = pg.types.builtins;
const INT8_ARRAY = 1016;
const TEXT_ARRAY = 1009;
const UUID_ARRAY = 2951;

const KIND_OF_OID = new Map<number, Kind>([
  [BOOL, 'boolean'],
  [BYTEA, 'bytes'],
  [TIMESTAMPTZ, 'instant'],
  [INT8_ARRAY, 'list'],
  [TEXT_ARRAY, 'list'],
  [UUID_ARRAY, 'list'],
  ...[INT2, INT4, INT8, FLOAT8].map((type): [number, Kind] => [type, 'number']),
]);

function kindOf(type: number): Kind {
  return KIND_OF_OID.get(type) ?? 'text';
}
