import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import { claimDigest } from '../../../platform/claims/claim-digest';
import { isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import { networkOf, type Principal, restaurantsOf } from '../../../security';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { receiptDigest } from '../../ledger/claims/claim-digests';
import { calendarOfNetwork } from '../../till/queue/till-batch';
import type { FoundReceiptsAnswer } from './receipt.dto';
import { listSalesOfReceipts } from './receipts.sql';

const MOST_DAYS = 62;
/** Digests of one search: some 20 ms of computing, and as many look-ups in one index. */
const MOST_DIGESTS = 20_000;

/**
 * Finds receipts by their number. A number says neither till nor day, and the till pays for each index on its sales: so
 * the digests that claim a receipt (ledger.md, rule 21) are made for each till and recent day, and looked up.
 */
@Injectable()
export class ReceiptSearch {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  /** Newest first, of the restaurants in which whoever asks works; of the last two months where numbers begin anew. */
  async find(principal: Principal, number: string, limit: number): Promise<FoundReceiptsAnswer> {
    const networkId = networkOf(principal);
    const digests = this.digestsOf(await this.snapshots.current(networkId), number);
    const rows = await this.database.inNetwork(networkId, (tx) =>
      listSalesOfReceipts(tx, networkId, { digests, restaurantIds: restaurantsOf(principal) }, limit),
    );
    return { items: rows.map(answerOf), nextCursor: null };
  }

  private digestsOf(snapshot: ConfigurationSnapshot, number: string): string[] {
    const { receiptScope } = snapshot.profile.settings;
    const tills = [...snapshot.pointOfSaleIds];
    const today = calendarOfNetwork(snapshot).localDay(this.clock.now().getTime());
    const most = Math.floor(MOST_DIGESTS / Math.max(1, tills.length));
    // A till may be a day ahead of the network's own.
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
