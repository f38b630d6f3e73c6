/**
 * The canonical bytes of a journal row: what a seal covers. The form is published (docs/ledger-format.md) and held by
 * golden files, so that anybody can recompute a seal from the rows with nothing but SHA-256.
 *
 * A field is a netstring (`4:SALE,`: length in bytes of its UTF-8 text, a colon, the text, a comma), null is `-`.
 * Netstrings need no escaping, and no two different lists of fields have the same bytes.
 */

/** How the value of a column becomes text. */
type TextForm =
  /** As PostgreSQL prints it: integers, UUIDs, enumerations, texts, and JSON byte for byte as it was stored. */
  | 'plain'
  /** Microseconds since 1970-01-01T00:00:00Z, or `infinity`. */
  | 'instant'
  /** `YYYY-MM-DD`. */
  | 'date'
  /** Lower-case hexadecimal. */
  | 'bytes';

export interface SealedColumn {
  readonly name: string;
  readonly form: TextForm;
}

/** The form that new seals are made in; a seal names its own. */
export const LEAF_FORM = 1;

const plain = (...names: string[]): SealedColumn[] => names.map((name) => ({ name, form: 'plain' }));

/** Every column of `transactions` in form 1, in the order of the bytes: business row, audit, answer and position. */
export const TRANSACTION_COLUMNS: readonly SealedColumn[] = [
  ...plain('network_id', 'id', 'type', 'guest_id', 'guest_version', 'restaurant_id', 'point_of_sale_id', 'shift_id'),
  ...plain('actor_kind', 'actor_id', 'channel', 'related_id', 'receipt_number', 'external_order_id'),
  { name: 'business_date', form: 'date' },
  { name: 'occurred_at', form: 'instant' },
  { name: 'recorded_at', form: 'instant' },
  ...plain('amount', 'discount', 'points_redeemed', 'points_value', 'payable', 'points_earned', 'points_not_taken'),
  ...plain('available', 'pending', 'held', 'in_review', 'receivable', 'tier_before', 'tier', 'tier_progress'),
  ...plain('program_version', 'items', 'facts', 'details', 'trace', 'payment_method', 'direction', 'reason_code'),
  { name: 'comment_hash', form: 'bytes' },
  { name: 'request_hash', form: 'bytes' },
  ...plain('request_id', 'xid'),
];

/** Every column of `transfers` in form 1, in the order of the bytes. */
export const TRANSFER_COLUMNS: readonly SealedColumn[] = [
  ...plain('network_id', 'transaction_id', 'n', 'code', 'debit_kind', 'debit_owner', 'credit_kind', 'credit_owner'),
  ...plain('amount', 'unit', 'lot_id'),
  { name: 'expires_at', form: 'instant' },
  { name: 'activates_at', form: 'instant' },
];

/** A row as the texts of its columns, by name. */
export type ColumnTexts = Readonly<Record<string, string | null>>;

/** The bytes of one field. */
export function fieldOf(text: string | null): string {
  return text === null ? '-' : `${String(Buffer.byteLength(text))}:${text},`;
}

/** A list of fields as text; its UTF-8 bytes are what is hashed. */
export function formOf(texts: readonly (string | null)[]): string {
  return texts.map(fieldOf).join('');
}

/**
 * The canonical text of a transaction with its transfers in the order of `n`: the form's number, the columns of the
 * transaction, the number of transfers, and the columns of each.
 */
export function leafTextOf(transaction: ColumnTexts, transfers: readonly ColumnTexts[]): string {
  return [
    fieldOf(String(LEAF_FORM)),
    formOf(textsOf(TRANSACTION_COLUMNS, transaction)),
    fieldOf(String(transfers.length)),
    ...transfers.map((transfer) => formOf(textsOf(TRANSFER_COLUMNS, transfer))),
  ].join('');
}

/** The same canonical text as an SQL expression over `transactions x`, with `transferCount` and `transferForms` as SQL. */
export function leafTextSql(transferCount: string, transferForms: string): string {
  return concatSql([
    `'${fieldOf(String(LEAF_FORM))}'`,
    formSql(TRANSACTION_COLUMNS, 'x'),
    fieldSql(`(${transferCount})::text`),
    `coalesce(${transferForms}, '')`,
  ]);
}

/** The form of one row of a table under an alias, as an SQL expression. */
export function formSql(columns: readonly SealedColumn[], alias: string): string {
  return concatSql(columns.map((column) => fieldSql(textSql(column, alias))));
}

/** A function takes a hundred arguments at most. */
const MAX_ARGUMENTS = 90;

/** One text of many, each copied once: a chain of `||` copies what it has so far with every link. */
function concatSql(texts: readonly string[]): string {
  if (texts.length > MAX_ARGUMENTS) throw new Error('a form of so many fields has to be joined in parts');
  return `concat(${texts.join(', ')})`;
}

/** The text of a column as an SQL expression, independent of the session's time zone and date style. */
export function textSql({ name, form }: SealedColumn, alias: string): string {
  const column = `${alias}.${name}`;
  switch (form) {
    case 'plain':
      return `${column}::text`;
    case 'instant':
      return `CASE WHEN isfinite(${column}) THEN (extract(epoch FROM ${column}) * 1000000)::bigint::text ELSE ${column}::text END`;
    case 'date':
      return `to_char(${column}, 'YYYY-MM-DD')`;
    case 'bytes':
      return `encode(${column}, 'hex')`;
  }
}

function fieldSql(text: string): string {
  return `coalesce(octet_length(${text}) || ':' || (${text}) || ',', '-')`;
}

function textsOf(columns: readonly SealedColumn[], row: ColumnTexts): (string | null)[] {
  return columns.map(({ name }) => {
    const text = row[name];
    if (text === undefined) throw new Error(`the canonical form needs the column ${name}`);
    return text;
  });
}
