import { TABLE_COLUMNS } from '../../ledger/journal/journal-columns';
import { type FieldType, recordOf } from './record-form.rules';

/** A sealed column and the type in which it is written. Enumerations are written as text, since their numbers differ by installation. */
export interface SealedColumn {
  readonly name: string;
  readonly type: FieldType;
}

const columns = (type: FieldType, ...names: string[]): SealedColumn[] => names.map((name) => ({ name, type }));

/** The forms of a leaf, the oldest first. A column added later gets the next form. */
export const LEAF_FORMS = [...new Set(TABLE_COLUMNS.map(({ form = 1 }) => form))].sort((a, b) => a - b);

/** The columns of `transactions` in a form, in the order of the bytes: business row, audit, answer and position. */
export function transactionColumns(inForm: number): SealedColumn[] {
  return TABLE_COLUMNS.filter(({ form = 1 }) => form <= inForm).map(({ column, type }) => ({
    name: column,
    type: type === 'transaction_type' ? 'text' : type,
  }));
}

/** Every column of `transfers`, in the order of the bytes. */
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

/** A row as the text of each column by name (see record-form.rules). */
export type ColumnTexts = Readonly<Record<string, string | null>>;

/**
 * The bytes of a transaction with its transfers in the order of `n`: a record with the leaf's form, the transaction's
 * columns in that form and the number of transfers, then a record for each transfer. The form is the first that covers
 * all columns with a value, so a new column does not change the leaf of a row without it.
 */
export function leafBytesOf(transaction: ColumnTexts, transfers: readonly ColumnTexts[]): Buffer {
  const form = formOf(transaction);
  return Buffer.concat([
    recordOf([
      ['int4', String(form)],
      ...fieldsOf(transactionColumns(form), transaction),
      ['int4', String(transfers.length)],
    ]),
    ...transfers.map((transfer) => recordOf(fieldsOf(TRANSFER_COLUMNS, transfer))),
  ]);
}

/**
 * The same bytes as SQL over `transactions x`, with SQL for the number of transfers and their records. PostgreSQL makes
 * them in C, at a fifth of the cost of texts of the columns. It sends texts in the connection's encoding, which the
 * driver sets to UTF-8.
 */
export function leafSql(transferCount: string, transferRecords: string): string {
  const recordIn = (form: number): string => {
    const fields = [`${String(form)}::int4`, ...sqlOf(transactionColumns(form), 'x'), `(${transferCount})::int4`];
    return `record_send(ROW(${fields.join(', ')}))`;
  };
  const [first = 1, ...later] = LEAF_FORMS;
  const record = later.reduce(
    (earlier, form) => `CASE WHEN ${hasColumnOf(form)} THEN ${recordIn(form)} ELSE ${earlier} END`,
    recordIn(first),
  );
  return `${record} || coalesce(${transferRecords}, '')`;
}

function formOf(transaction: ColumnTexts): number {
  return Math.max(...TABLE_COLUMNS.map(({ column, form = 1 }) => (transaction[column] == null ? 1 : form)));
}

/** SQL: whether a `transactions x` has a value in a column of this form. */
function hasColumnOf(of: number): string {
  const added = TABLE_COLUMNS.filter(({ form = 1 }) => form === of);
  return added.map(({ column }) => `x.${column} IS NOT NULL`).join(' OR ');
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
