import type { Statements } from '../../../platform/database/database';
import { type ColumnType, JOURNAL, type JournalRow, ROW_COLUMNS } from './journal-columns';

export type { JournalRow } from './journal-columns';

export type JournalType = JournalRow['type'];

/** Types of rows that the API shows as transactions. Rows of other types are internal to the ledger. */
export const ANSWERED_TYPES = [
  'SALE',
  'REDEMPTION',
  'MANUAL',
  'REFUND',
  'AWARD',
  'EXPIRY',
  'TRANSFER',
  'OPENING',
] as const;

export type AnsweredType = (typeof ANSWERED_TYPES)[number];

export function isAnswered(type: JournalType): type is AnsweredType {
  return (ANSWERED_TYPES as readonly JournalType[]).includes(type);
}

/** Journal types that the API does not list as transactions. */
export const INTERNAL_TYPES: readonly JournalType[] = JOURNAL.type.values.filter((type) => !isAnswered(type));

/** The SQL that reads a column of each type in the form of a `JournalRow`. */
const SELECTED: Partial<Record<ColumnType, (column: string) => string>> = {
  timestamptz: (column) => `round(extract(epoch FROM ${column}) * 1000)::bigint`,
  json: (column) => `${column}::text`,
  bytea: (column) => `encode(${column}, 'hex')`,
};

/** The SQL of each member of a `JournalRow` of a table or alias `t`. */
export const JOURNAL_SELECTED = ROW_COLUMNS.map(({ name, column, type }) => {
  const selected = `t.${column}`;
  return { name, sql: SELECTED[type]?.(selected) ?? selected };
});

/** The columns of a `JournalRow` of a table or alias `t`, with its names as aliases. */
export const JOURNAL_COLUMNS = JOURNAL_SELECTED.map(({ name, sql }) => `${sql} AS "${name}"`).join(', ');

/** Journal rows of a network (`$1`) by ids (`$2`). */
export const ROWS_BY_ID = `SELECT ${JOURNAL_COLUMNS} FROM unnest($2::uuid[]) i(id)
  CROSS JOIN LATERAL (SELECT * FROM transactions t WHERE t.network_id = $1 AND t.id = i.id OFFSET 0) t`;

/** Finds journal rows by id, within the network of the database transaction. */
export function findJournalRows(tx: Statements, networkId: string, ids: readonly string[]): Promise<JournalRow[]> {
  return tx.query<JournalRow>(ROWS_BY_ID, [networkId, ids]);
}

/**
 * A row of `transfers`: one movement of points, which never changes. Instants in milliseconds. `Infinity`: never
 * expires. Null: the movement opens no lot.
 */
export interface TransferRow {
  readonly transactionId: string;
  readonly n: number;
  readonly code: string;
  readonly debitKind: string;
  readonly debitOwner: string;
  readonly creditKind: string;
  readonly creditOwner: string;
  readonly amount: number;
  readonly lotId: string | null;
  readonly expiresAt: number | null;
  readonly activatesAt: number | null;
  /** The stamp card whose stamps moved. Null: points moved. */
  readonly unit: string | null;
}

export const TRANSFER_COLUMNS = `
  x.transaction_id AS "transactionId", x.n, x.code, x.debit_kind AS "debitKind", x.debit_owner AS "debitOwner",
  x.credit_kind AS "creditKind", x.credit_owner AS "creditOwner", x.amount, x.lot_id AS "lotId",
  (extract(epoch FROM x.expires_at) * 1000)::double precision AS "expiresAt",
  (extract(epoch FROM x.activates_at) * 1000)::double precision AS "activatesAt", x.unit`;

/** Lists the transfers of these transactions, in the order in which they were made. */
export function listTransfers(
  tx: Statements,
  networkId: string,
  transactionIds: readonly string[],
): Promise<TransferRow[]> {
  return tx.query<TransferRow>(
    `SELECT ${TRANSFER_COLUMNS} FROM unnest($2::uuid[]) WITH ORDINALITY i(id, o)
     CROSS JOIN LATERAL (SELECT * FROM transfers x WHERE x.network_id = $1 AND x.transaction_id = i.id ORDER BY x.n) x
     ORDER BY i.o, x.n`,
    [networkId, transactionIds],
  );
}
