import type { Statements } from '../../../platform/database/database';
import { type ColumnType, JOURNAL, type JournalRow, ROW_COLUMNS } from './journal-columns';

export type { JournalRow } from './journal-columns';

export type JournalType = JournalRow['type'];

/** Types of rows that the API answers as transactions. Any other is the ledger's own. */
export const ANSWERED_TYPES = [
  ...(['SALE', 'REDEMPTION', 'MANUAL', 'REFUND', 'AWARD', 'EXPIRY', 'TRANSFER', 'OPENING'] as const),
] as const;

export type AnsweredType = (typeof ANSWERED_TYPES)[number];

export function isAnswered(type: JournalType): type is AnsweredType {
  return (ANSWERED_TYPES as readonly JournalType[]).includes(type);
}

/** Journal types that the API never lists as transactions. */
export const INTERNAL_TYPES: readonly JournalType[] = JOURNAL.type.values.filter((type) => !isAnswered(type));

/** A column as its member of a `JournalRow`. */
const SELECTED: Partial<Record<ColumnType, (column: string) => string>> = {
  timestamptz: (column) => `round(extract(epoch FROM ${column}) * 1000)::bigint`,
  json: (column) => `${column}::text`,
  bytea: (column) => `encode(${column}, 'hex')`,
};

/** The columns of a `JournalRow`, aliased to its names, of a table or alias `t`. */
export const JOURNAL_COLUMNS = ROW_COLUMNS.map(({ name, column, type }) => {
  const selected = `t.${column}`;
  return `${SELECTED[type]?.(selected) ?? selected} AS "${name}"`;
}).join(', ');

/** The journal rows of a network (`$1`) with some ids (`$2`). */
export const ROWS_BY_ID = `SELECT ${JOURNAL_COLUMNS} FROM unnest($2::uuid[]) i(id)
  CROSS JOIN LATERAL (SELECT * FROM transactions t WHERE t.network_id = $1 AND t.id = i.id) t`;

/** Finds journal rows by id, within the network of the transaction. */
export function findJournalRows(tx: Statements, networkId: string, ids: readonly string[]): Promise<JournalRow[]> {
  return tx.query<JournalRow>(ROWS_BY_ID, [networkId, ids]);
}

/**
 * One immutable movement of points, as it stands in `transfers`. Instants in milliseconds; `Infinity` never expires,
 * null where the movement opens no lot.
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
  /** The stamp card whose stamps are moved; null: points. */
  readonly unit: string | null;
}

export const TRANSFER_COLUMNS = `
  x.transaction_id AS "transactionId", x.n, x.code, x.debit_kind AS "debitKind", x.debit_owner AS "debitOwner",
  x.credit_kind AS "creditKind", x.credit_owner AS "creditOwner", x.amount, x.lot_id AS "lotId",
  (extract(epoch FROM x.expires_at) * 1000)::double precision AS "expiresAt",
  (extract(epoch FROM x.activates_at) * 1000)::double precision AS "activatesAt", x.unit`;

/** Lists the transfers of some transactions, in their order. */
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
