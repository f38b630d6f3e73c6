import type { Statements } from '../../../platform/database/database';
import type { JournalRow } from '../../ledger/journal/journal-row';

/**
 * The reasons of refunds in people's words, by refund id. They are stored apart from the journal, so that they can be
 * erased. Null: the reason was erased, or the transaction is no refund.
 */
export async function refundReasonsOf(
  tx: Statements,
  networkId: string,
  rows: readonly JournalRow[],
): Promise<(id: string) => string | null> {
  const ids = rows.flatMap(({ id, type, reasonCode }) => (type === 'REFUND' && reasonCode === null ? [id] : []));
  return commentsOf(tx, networkId, ids);
}

/** Comments of people or services on transactions, by transaction id. Null: there is none, or it was erased. */
export async function commentsOf(
  tx: Statements,
  networkId: string,
  ids: readonly string[],
): Promise<(id: string) => string | null> {
  if (ids.length === 0) return () => null;
  const found = await tx.query<{ id: string; comment: string }>`
    SELECT transaction_id AS id, comment FROM transaction_comments
     WHERE network_id = ${networkId} AND transaction_id = ANY (${ids}::uuid[]) LIMIT ${ids.length}`;
  const comments = new Map(found.map(({ id, comment }) => [id, comment]));
  return (id) => comments.get(id) ?? null;
}
