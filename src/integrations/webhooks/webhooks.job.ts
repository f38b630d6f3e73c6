import { Job, NetworkJob, type PieceOutcome } from '../../transactions';
import { WebhookLanes } from './webhook-lanes';
import { WEBHOOKS_JOB } from './webhook-editor';
import * as sql from './webhooks.sql';

const MOST_AT_ONCE = 100;

/** Starts the lanes of webhooks that have something to deliver, without waiting for receivers. */
@Job(WEBHOOKS_JOB, { everyMs: 1_000, signs: ['due'], failure: 'starting the deliveries of webhooks failed' })
export class WebhooksJob extends NetworkJob {
  constructor(private readonly lanes: WebhookLanes) {
    super();
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    const reads = this.database.readsOf(networkId);
    if (!(await sql.hasWebhooks(reads, networkId))) return 'idle';
    let started = 0;
    for (const webhook of await sql.listOpenWebhooks(reads, networkId, MOST_AT_ONCE)) {
      if (!(await sql.hasWork(reads, networkId, webhook))) continue;
      this.lanes.start(networkId, webhook.webhookId);
      started += 1;
    }
    return started > 0 ? 'done' : 'idle';
  }
}
