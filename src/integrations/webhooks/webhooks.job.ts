import { Job, NetworkJob, type PieceOutcome } from '../../transactions';
import { WebhookLanes } from './webhook-lanes';
import { WEBHOOKS_JOB } from './webhook-editor';
import { type Reads, type OpenWebhook } from './webhooks.sql';

const MOST_AT_ONCE = 100;

/** Starts the lanes of webhooks that have something to deliver, without waiting for receivers. */
@Job(WEBHOOKS_JOB, { everyMs: 1_000, signs: ['due'], failure: 'starting the deliveries of webhooks failed' })
export class WebhooksJob extends NetworkJob {
  constructor(private readonly lanes: WebhookLanes) {
    super();
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    const reads = this.database.readsOf(networkId);
    if (!(await hasWebhooks(reads, networkId))) return 'idle';
    let started = 0;
    for (const webhook of await listOpenWebhooks(reads, networkId, MOST_AT_ONCE)) {
      if (!(await hasWork(reads, networkId, webhook))) continue;
      this.lanes.start(networkId, webhook.webhookId);
      started += 1;
    }
    return started > 0 ? 'done' : 'idle';
  }
}

/** The network's webhooks that may be called now and have no lane in any process. */
function listOpenWebhooks(tx: Reads, networkId: string, limit: number) {
  return tx.query<OpenWebhook>`SELECT id AS webhook_id, epoch, xid, event_id AS id FROM webhooks
      WHERE network_id = ${networkId} AND removed_at IS NULL AND disabled_reason IS NULL AND due_at <= clock_timestamp()
        AND (lane_until IS NULL OR lane_until < clock_timestamp())
      ORDER BY id LIMIT ${limit}`;
}

async function hasWebhooks(tx: Reads, networkId: string): Promise<boolean> {
  const { has } = await tx.one<{ has: boolean }>`
    SELECT EXISTS (SELECT FROM webhooks WHERE network_id = ${networkId} AND removed_at IS NULL
     AND disabled_reason IS NULL) AS has`;
  return has;
}

/** Whether a webhook has events after its position, or a due delivery. */
async function hasWork(tx: Reads, networkId: string, { webhookId, epoch, xid, id }: OpenWebhook): Promise<boolean> {
  const { has } = await tx.one<{ has: boolean }>`SELECT EXISTS (SELECT FROM events e
           WHERE e.network_id = ${networkId} AND (e.epoch, e.xid, e.id) > (${epoch}::integer, ${xid}::bigint, ${id}::uuid))
      OR EXISTS (SELECT FROM webhook_deliveries
           WHERE network_id = ${networkId} AND webhook_id = ${webhookId} AND status = 'WAITING' AND due_at <= clock_timestamp()) AS has`;
  return has;
}
