import type { RefundedFigures } from '../../../decision';
import type { Tx } from '../../../platform/database/database';
import { findJournalRows, JOURNAL_COLUMNS, type JournalRow } from '../../ledger/journal/journal-row';
import { decodeRefundDetails, decodeTrace } from '../../ledger/journal/stored-json';
import { withLineage } from '../../ledger/read/lineage.sql';
import { listRelatedRows } from '../../ledger/read/related-rows.sql';
import type { MergeRows } from './merge-answers.rules';

/** More refunds than this between a merge and its undo are treated as a bug. */
const MAX_REFUNDS = 10_000;

/** Lists refunds that were made after the merge, of sales that the receiving guest got by the merge. The figures of these sales had belonged to the source. */
export async function listRefundsMeanwhile(
  tx: Tx,
  networkId: string,
  { surrender, absorb }: MergeRows,
): Promise<RefundedFigures[]> {
  const rows = await tx.query<JournalRow>(
    `${withLineage('SELECT $2::uuid, $2::uuid, $3::bigint')}
     SELECT ${JOURNAL_COLUMNS} FROM transactions t
     JOIN transactions s ON s.network_id = $1 AND s.id = t.related_id
     WHERE t.network_id = $1 AND t.guest_id = $4 AND t.guest_version > $5 AND t.type = 'REFUND'
       AND s.guest_id IN (SELECT guest_id FROM l)
     ORDER BY t.guest_version LIMIT $6`,
    [networkId, surrender.guestId, surrender.guestVersion, absorb.guestId, absorb.guestVersion, MAX_REFUNDS],
  );
  const sales = new Map(
    (await findJournalRows(tx, networkId, [...new Set(rows.flatMap(({ relatedId }) => relatedId ?? []))])).map(
      (sale) => [sale.id, sale],
    ),
  );
  return rows.flatMap((row) => {
    const sale = sales.get(row.relatedId ?? '');
    return sale === undefined ? [] : [refundedBy(row, sale)];
  });
}

/** Returns the sales among `firstSales` that were refunded whole. */
export async function listSalesTakenBack(tx: Tx, networkId: string, firstSales: readonly string[]): Promise<string[]> {
  const saleIds = firstSales.filter((sale) => sale !== 'IMPORT');
  if (saleIds.length === 0) return [];
  const related = await listRelatedRows(tx, networkId, saleIds);
  return saleIds.filter((id) =>
    related.get(id)?.others.some((row) => row.type === 'REFUND' && decodeRefundDetails(row).whole),
  );
}

/** The figures that the refund took. Points that had expired or that the policy forgave count too, since they had counted as earned. */
function refundedBy(row: JournalRow, sale: JournalRow): RefundedFigures {
  const { whole, expired, forgiven } = decodeRefundDetails(row);
  const isSale = sale.type === 'SALE';
  const once = isSale && whole ? 1 : 0;
  const [day] = JSON.parse(sale.details ?? '[0]') as [number];
  const notTaken = forgiven < 0 ? forgiven : row.pointsNotTaken;
  return {
    day,
    spend: isSale ? row.payable : 0,
    visits: once,
    points: row.pointsEarned + expired + notTaken,
    sales: once,
    wholeSaleId: whole ? sale.id : null,
    stamps: decodeTrace(row).flatMap(({ rule, amount, arguments: { card } }) =>
      rule === 'refund.stamps' && typeof card === 'string' ? [{ card, count: amount }] : [],
    ),
  };
}
