import { IDENTIFICATION_WAYS } from '../../../decision';
import { TransactionType } from '../../../generated/prisma/enums';

/** SQL types of the journal's columns. */
export type ColumnType = keyof Values;

/** The application's type for the values of each SQL type. */
interface Values {
  readonly uuid: string;
  readonly text: string;
  readonly int4: number;
  readonly int8: number;
  readonly date: string;
  readonly timestamptz: number;
  readonly json: string;
  readonly bytea: string;
  readonly transaction_type: string;
}

/**
 * A column of `transactions`. Its SQL name is the entry's name in snake case. A new column is nullable and comes last,
 * since rows are written in the order of the table.
 */
export interface JournalColumn {
  readonly type: ColumnType;
  readonly nullable?: true;
  /** The values that a text column may have. */
  readonly values?: readonly string[];
  /** The first form of a seal's leaf that covers the column. Absent: 1. */
  readonly form?: number;
  /** The till system sends the value with a sale; it is stored and answered unchanged. */
  readonly ofSale?: true;
  /** COMPARED: a backtest reads the column only to check that it reproduces the past. UNREAD: never. Absent: a backtest decides acts from it. */
  readonly backtest?: 'COMPARED' | 'UNREAD';
  /** The decision does not make the value: the batch, the comment or the database gives it. */
  readonly besideRow?: true;
}

/**
 * The only list of the journal's columns, in the order of the table. The type of a row, the parameters of `till_write`,
 * the columns of every SELECT and the leaf of a seal are made from it. A test compares it with the database.
 */
export const JOURNAL = {
  networkId: { type: 'uuid', besideRow: true },
  id: { type: 'uuid' },
  type: { type: 'transaction_type', values: Object.values(TransactionType) },
  guestId: { type: 'uuid', nullable: true },
  /**
   * The guest's version that the row made, and so the row's place in the guest's journal. For a refund of an anonymous
   * receipt: its number among that receipt's refunds, from 1. For the receipt itself: null.
   */
  guestVersion: { type: 'int8', nullable: true },
  restaurantId: { type: 'uuid', nullable: true },
  pointOfSaleId: { type: 'uuid', nullable: true },
  shiftId: { type: 'uuid', nullable: true, backtest: 'UNREAD' },
  actorKind: { type: 'text', values: ['user', 'guest', 'key', 'system'] },
  actorId: { type: 'uuid', nullable: true, backtest: 'UNREAD' },
  /** The channel of the act: TILL, API, OFFLINE, IMPORT, SYSTEM. */
  channel: { type: 'text' },
  relatedId: { type: 'uuid', nullable: true },
  receiptNumber: { type: 'text', nullable: true },
  externalOrderId: { type: 'text', nullable: true },
  businessDate: { type: 'date', nullable: true },
  occurredAt: { type: 'timestamptz' },
  recordedAt: { type: 'timestamptz' },
  amount: { type: 'int8' },
  discount: { type: 'int8' },
  pointsRedeemed: { type: 'int8' },
  pointsValue: { type: 'int8' },
  payable: { type: 'int8' },
  pointsEarned: { type: 'int8' },
  pointsNotTaken: { type: 'int8', backtest: 'COMPARED' },
  available: { type: 'int8' },
  pending: { type: 'int8' },
  held: { type: 'int8' },
  inReview: { type: 'int8' },
  receivable: { type: 'int8', backtest: 'COMPARED' },
  tierBefore: { type: 'text', nullable: true },
  tier: { type: 'text', nullable: true },
  /** See stored-json. */
  tierProgress: { type: 'json', nullable: true, backtest: 'COMPARED' },
  programVersion: { type: 'int4', nullable: true },
  /** See stored-json: lines with the division of each effect over them. */
  items: { type: 'json', nullable: true },
  /** Facts without personal data that the decision was given ("birthday today: yes"). */
  facts: { type: 'json', nullable: true },
  /** See stored-json: data that later acts need (SALE, REDEMPTION, REFUND), or the quote behind a HOLD. */
  details: { type: 'json', nullable: true },
  /** See stored-json. It takes as many bytes as all other columns together. */
  trace: { type: 'json', nullable: true, backtest: 'COMPARED' },
  paymentMethod: { type: 'text', nullable: true, ofSale: true },
  direction: { type: 'text', nullable: true },
  reasonCode: { type: 'text', nullable: true },
  commentHash: { type: 'bytea', nullable: true, besideRow: true },
  /** 32 bytes. Null: the act has no key. */
  requestHash: { type: 'bytea', nullable: true, backtest: 'UNREAD' },
  requestId: { type: 'text', nullable: true, backtest: 'UNREAD' },
  xid: { type: 'int8', besideRow: true },
  /** How many guests shared the check. */
  guestCount: { type: 'int4', nullable: true, ofSale: true, form: 2 },
  /** How the actor identified the guest. Null: nobody looked the guest up, or the act is not a till's. */
  identifiedBy: { type: 'text', nullable: true, values: IDENTIFICATION_WAYS, form: 3, backtest: 'UNREAD' },
  /** The session of the member of staff or guest who made the request; the session's row has device and address. Null: a key or the system. */
  sessionId: { type: 'uuid', nullable: true, form: 3, backtest: 'UNREAD' },
  /** Points that count against the budget of the restaurant. Null: the act can give none, or the row is older than the column. */
  pointsGiven: { type: 'int8', nullable: true, form: 4, backtest: 'COMPARED' },
  /** `fn-i-fp` of the QR of the fiscal receipt, or `i` alone. */
  fiscalDocument: { type: 'text', nullable: true, ofSale: true, form: 5, backtest: 'UNREAD' },
  /** Number on the print that names no receipt, because it comes again. */
  printedNumber: { type: 'text', nullable: true, ofSale: true, form: 5, backtest: 'UNREAD' },
} as const satisfies Readonly<Record<string, JournalColumn>>;

type Columns = typeof JOURNAL;

type ColumnName = keyof Columns;

type ColumnWith<Mark extends Partial<JournalColumn>> = {
  [Name in ColumnName]: Columns[Name] extends Mark ? Name : never;
}[ColumnName];

type RowColumn = Exclude<ColumnName, ColumnWith<{ besideRow: true }>>;

type ValueOf<Column extends JournalColumn> =
  | (Column extends { values: readonly (infer Value)[] } ? Value : Values[Column['type']])
  | (Column extends { nullable: true } ? null : never);

/**
 * A row of `transactions`: a decided act with its key, audit data and answer. Money in minor units, points in points,
 * instants in milliseconds since 1970, days as `YYYY-MM-DD`, bytes in hexadecimal. A figure that does not apply is 0.
 * JSON keeps its bytes.
 */
export type JournalRow = { readonly [Name in RowColumn]: ValueOf<Columns[Name]> };

/** Attributes of a sale that come from the till system; no decision writes them. */
export type SaleAttributes = Pick<JournalRow, ColumnWith<{ ofSale: true }>>;

/** The same attributes in a request body, a journal row or a row of an import. Null or absent: not sent. */
export type SaleAttributeSource = { readonly [Name in keyof SaleAttributes]?: SaleAttributes[Name] | undefined };

/** A column of the list, with its name in the application and in SQL. */
export interface NamedColumn<Name extends string = ColumnName> extends JournalColumn {
  readonly name: Name;
  /** The name in SQL. */
  readonly column: string;
}

export const TABLE_COLUMNS: readonly NamedColumn[] = Object.entries(JOURNAL).map(([name, column]) => ({
  ...(column as JournalColumn),
  name: name as ColumnName,
  column: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
}));

/** The columns of a `JournalRow`. */
export const ROW_COLUMNS = TABLE_COLUMNS.filter(
  (column): column is NamedColumn<RowColumn> => column.besideRow !== true,
);

export const SALE_ATTRIBUTES = TABLE_COLUMNS.filter(
  (column): column is NamedColumn<keyof SaleAttributes> => column.ofSale === true,
);

export const NO_SALE_ATTRIBUTES = Object.fromEntries(SALE_ATTRIBUTES.map(({ name }) => [name, null])) as {
  [Name in keyof SaleAttributes]: null;
};

export function saleAttributesOf(source: SaleAttributeSource): SaleAttributes {
  const attributes: Record<string, string | number | null> = { ...NO_SALE_ATTRIBUTES };
  for (const { name } of SALE_ATTRIBUTES) attributes[name] = source[name] ?? null;
  return attributes as SaleAttributes;
}
