import { type FieldType, recordOf } from './record-form.rules';

/** A sealed column with the type that it is written as: enumerations as text, since their own numbers differ by installation. */
export interface SealedColumn {
  readonly name: string;
  readonly type: FieldType;
}

/** The form that new seals are made in; a seal names its own. */
export const LEAF_FORM = 1;

const columns = (type: FieldType, ...names: string[]): SealedColumn[] => names.map((name) => ({ name, type }));

/** Every column of `transactions` in form 1, in the order of the bytes: business row, audit, answer and position. */
export const TRANSACTION_COLUMNS: readonly SealedColumn[] = [
  ...columns('uuid', 'network_id', 'id'),
  ...columns('text', 'type'),
  ...columns('uuid', 'guest_id'),
  ...columns('int8', 'guest_version'),
  ...columns('uuid', 'restaurant_id', 'point_of_sale_id', 'shift_id'),
  ...columns('text', 'actor_kind'),
  ...columns('uuid', 'actor_id'),
  ...columns('text', 'channel'),
  ...columns('uuid', 'related_id'),
  ...columns('text', 'receipt_number', 'external_order_id'),
  ...columns('date', 'business_date'),
  ...columns('timestamptz', 'occurred_at', 'recorded_at'),
  ...columns('int8', 'amount', 'discount', 'points_redeemed', 'points_value', 'payable', 'points_earned'),
  ...columns('int8', 'points_not_taken', 'available', 'pending', 'held', 'in_review', 'receivable'),
  ...columns('text', 'tier_before', 'tier'),
  ...columns('json', 'tier_progress'),
  ...columns('int4', 'program_version'),
  ...columns('json', 'items', 'facts', 'details', 'trace'),
  ...columns('text', 'payment_method', 'direction', 'reason_code'),
  ...columns('bytea', 'comment_hash', 'request_hash'),
  ...columns('text', 'request_id'),
  ...columns('int8', 'xid'),
];

/** Every column of `transfers` in form 1, in the order of the bytes. */
export const TRANSFER_COLUMNS: readonly SealedColumn[] = [
  ...columns('uuid', 'network_id', 'transaction_id'),
  ...columns('int2', 'n'),
  ...columns('text', 'code', 'debit_kind'),
  ...columns('uuid', 'debit_owner'),
  ...columns('text', 'credit_kind'),
  ...columns('uuid', 'credit_owner'),
  ...columns('int8', 'amount'),
  ...columns('uuid', 'unit', 'lot_id'),
  ...columns('timestamptz', 'expires_at', 'activates_at'),
];

/** A row as the texts of its columns (record-form.rules), by name. */
export type ColumnTexts = Readonly<Record<string, string | null>>;

/**
 * The bytes of a transaction with its transfers in the order of `n`: a record of the form's number, the columns of
 * the transaction and the number of transfers, and a record of the columns of each transfer.
 */
export function leafBytesOf(transaction: ColumnTexts, transfers: readonly ColumnTexts[]): Buffer {
  return Buffer.concat([
    recordOf([
      ['int4', String(LEAF_FORM)],
      ...fieldsOf(TRANSACTION_COLUMNS, transaction),
      ['int4', String(transfers.length)],
    ]),
    ...transfers.map((transfer) => recordOf(fieldsOf(TRANSFER_COLUMNS, transfer))),
  ]);
}

/**
 * The same bytes as an SQL expression over `transactions x`, with the number of transfers and their records as SQL.
 * PostgreSQL writes them in C, at a fifth of what texts of the columns cost. Texts are sent in the connection's
 * encoding, which the driver makes UTF-8.
 */
export function leafSql(transferCount: string, transferRecords: string): string {
  const fields = [`${String(LEAF_FORM)}::int4`, ...sqlOf(TRANSACTION_COLUMNS, 'x'), `(${transferCount})::int4`];
  return `record_send(ROW(${fields.join(', ')})) || coalesce(${transferRecords}, '')`;
}

/** The record of one transfer under an alias, as an SQL expression. */
export function transferSql(alias: string): string {
  return `record_send(ROW(${sqlOf(TRANSFER_COLUMNS, alias).join(', ')}))`;
}

function sqlOf(sealed: readonly SealedColumn[], alias: string): string[] {
  return sealed.map(({ name, type }) => `${alias}.${name}::${type}`);
}

function fieldsOf(sealed: readonly SealedColumn[], row: ColumnTexts): [FieldType, string | null][] {
  return sealed.map(({ name, type }) => {
    const text = row[name];
    if (text === undefined) throw new Error(`the form of a leaf needs the column ${name}`);
    return [type, text];
  });
}
