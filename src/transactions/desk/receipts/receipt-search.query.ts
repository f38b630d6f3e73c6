import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import { claimDigest } from '../../../platform/claims/claim-digest';
import { isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Statements } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { networkOf, type Principal, type RequestContext, requireRestaurant, restaurantsOf } from '../../../security';
import { findJournalRows, type JournalRow, JOURNAL_COLUMNS } from '../../ledger/journal/journal-row';
import { decodeFacts } from '../../ledger/journal/stored-json';
import { allPartDigests, receiptDigest } from '../../ledger/claims/claim-digests';
import type { FoundReceiptsAnswer } from './receipt.dto';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

const MOST_DAYS = 62;
/** The most digests of one search: some 20 ms of computing, and as many look-ups in one index. */
const MOST_DIGESTS = 20_000;

/**
 * Finds receipts by their number. A number alone tells neither till nor day, and one more index would slow down each
 * sale. So the search makes the digests that claim a receipt (ledger.md, rule 21) for each till and recent day, and
 * looks them up.
 */
@Injectable()
export class ReceiptSearch {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  /** Newest first, in restaurants where the caller works. Where numbers start anew each day, only the last two months. */
  async find(principal: Principal, number: string, limit: number): Promise<FoundReceiptsAnswer> {
    const networkId = networkOf(principal);
    const digests = this.digestsOf(await this.snapshots.current(networkId), number);
    const restaurantIds = restaurantsOf(principal);
    const found = await this.database.inNetwork(networkId, (tx) =>
      listSalesOfReceipts(tx, networkId, { digests, restaurantIds }, limit),
    );
    // The claim of a divided receipt names only one of its parts.
    const sales = await Promise.all(found.map((row) => this.partsOf(networkId, row, restaurantIds)));
    const rows = sales.flat();
    return { items: rows.slice(0, limit).map(answerOf), nextCursor: null };
  }

  /** The sales of a receipt in the order of their parts. A receipt that is not divided has one sale. */
  async parts({ principal, networkId }: RequestContext, transactionId: string): Promise<readonly JournalRow[]> {
    const [row] = await findJournalRows(this.database.readsOf(networkId), networkId, [transactionId]);
    if (row?.type !== 'SALE') throw new ProblemError('not_found');
    if (row.restaurantId !== null) requireRestaurant(principal, row.restaurantId);
    const rows = await this.partsOf(networkId, row, restaurantsOf(principal));
    return [...rows].sort((a, b) => numberOf(a) - numberOf(b));
  }

  private async partsOf(
    networkId: string,
    row: JournalRow,
    restaurantIds: readonly string[] | null,
  ): Promise<readonly JournalRow[]> {
    const { part } = decodeFacts(row);
    const { businessDate } = row;
    if (part === null || businessDate === null) return [row];
    const { receiptScope } = (await this.snapshots.current(networkId)).profile.settings;
    const digests = allPartDigests({ ...row, businessDate }, receiptScope, part.of);
    const tx = this.database.readsOf(networkId);
    const rows = await listSalesOfReceipts(tx, networkId, { digests, restaurantIds }, digests.length);
    // Without rows, the part was undone and stands alone.
    return rows.length === 0 ? [row] : rows;
  }

  private digestsOf(snapshot: ConfigurationSnapshot, number: string): string[] {
    const { receiptScope } = snapshot.profile.settings;
    const tills = [...snapshot.pointOfSaleIds];
    const today = calendarOfNetwork(snapshot).localDay(this.clock.now().getTime());
    const most = Math.floor(MOST_DIGESTS / Math.max(1, tills.length));
    // A till's date may be a day ahead of the network's.
    const days = Array.from({ length: Math.max(2, Math.min(MOST_DAYS, most)) }, (_, back) =>
      isoDateOf(today + 1 - back),
    );
    const digests = days.flatMap((businessDate) =>
      tills.map((pointOfSaleId) =>
        receiptDigest({ pointOfSaleId, receiptNumber: number, externalOrderId: null, businessDate }, receiptScope),
      ),
    );
    const order = claimDigest('RECEIPT', 'order', number);
    return [...new Set([order, ...digests.filter((digest) => digest !== null)])];
  }
}

function numberOf(row: JournalRow): number {
  return decodeFacts(row).part?.number ?? 0;
}

function answerOf(row: JournalRow): FoundReceiptsAnswer['items'][number] {
  return {
    transactionId: row.id,
    guestId: row.guestId,
    pointOfSaleId: row.pointOfSaleId,
    receiptNumber: row.receiptNumber,
    businessDate: row.businessDate,
    amount: row.amount,
    occurredAt: new Date(row.occurredAt).toISOString(),
  };
}

/** The sales that hold these receipts, newest first. For a claimed anonymous receipt: the sale of the guest who claimed it. */
function listSalesOfReceipts(
  tx: Statements,
  networkId: string,
  { digests, restaurantIds }: { readonly digests: readonly string[]; readonly restaurantIds: readonly string[] | null },
  limit: number,
): Promise<JournalRow[]> {
  return tx.query<JournalRow>(
    `WITH held AS (
       SELECT t.* FROM (
        SELECT DISTINCT c.holder_id FROM unnest($2::uuid[]) i(digest)
        CROSS JOIN LATERAL (SELECT holder_id FROM claims c WHERE c.network_id = $1 AND c.digest = i.digest OFFSET 0) c) h
        CROSS JOIN LATERAL (SELECT * FROM transactions s WHERE s.network_id = $1 AND s.id = h.holder_id) t
        WHERE t.type = 'SALE'),
     sales AS (
       SELECT h.* FROM held h
        WHERE h.guest_id IS NOT NULL OR NOT EXISTS (
          SELECT 1 FROM transactions s WHERE s.network_id = $1 AND s.related_id = h.id AND s.type = 'SALE')
       UNION ALL
       SELECT s.* FROM held h JOIN transactions s ON s.network_id = $1 AND s.related_id = h.id AND s.type = 'SALE'
        WHERE h.guest_id IS NULL)
     SELECT ${JOURNAL_COLUMNS} FROM sales t
      WHERE $3::uuid[] IS NULL OR t.restaurant_id = ANY ($3)
      ORDER BY t.occurred_at DESC, t.id DESC LIMIT $4`,
    [networkId, digests, restaurantIds, limit],
  );
}
