import { RECEIPTS_JOB, RoutedMessages } from '../../../security';
import type { PieceOutcome } from '../../jobs/network-turns';
import { Job, NetworkJob, type PieceOptions, rowsOf } from '../../jobs/network-job';
import { WarningDeliveries } from './warning-deliveries';

const MAX_MESSAGES = 50;
const SYSTEM = { kind: 'system', id: null } as const;

/**
 * Records warnings whose delivery a provider reported. It writes the journal first; if it is killed after that, its
 * next run finds the delivery recorded.
 */
@Job(RECEIPTS_JOB, { everyMs: 30_000, signs: ['due'], failure: 'recording deliveries of warnings failed' })
export class WarningReceiptsJob extends NetworkJob {
  constructor(
    private readonly messages: RoutedMessages,
    private readonly deliveries: WarningDeliveries,
  ) {
    super();
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const most = rowsOf(MAX_MESSAGES, options);
    const due = await this.database.inNetwork(networkId, (tx) => this.messages.listReceipts(tx, networkId, most));
    if (due.length === 0) return 'idle';
    await Promise.all(due.map((id) => this.deliveries.delivered(networkId, id, SYSTEM)));
    await this.database.inNetwork(networkId, (tx) => this.messages.noteReceipts(tx, networkId, due));
    return due.length < most ? 'done' : 'more';
  }
}
