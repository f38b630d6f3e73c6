import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { deleteAged } from '../../platform/outbox/pieces.sql';
import { JobQueue } from '../../platform/queue/job-queue';
import { settings } from '../../platform/settings/settings';
import { NetworkJob, type PieceOptions, type PieceOutcome, rowsOf } from '../../transactions';
import { WebhookLanes } from './webhook-lanes';
import { WEBHOOKS_JOB } from './webhook-editor';
import * as sql from './webhooks.sql';

const EVERY_MS = 1_000;
const IDLE_UP_TO_MS = 300_000;
const MOST_AT_ONCE = 100;
const DELETED_A_PIECE = 500;
const CLEAN_EVERY_MS = 10 * 60_000;

/** Starts the lanes of webhooks that have something to deliver, and deletes old deliveries. It waits for no receiver. */
@Injectable()
export class WebhooksJob extends NetworkJob {
  private readonly cleanedAt = new Map<string, number>();

  constructor(
    private readonly database: Database,
    jobs: JobQueue,
    private readonly lanes: WebhookLanes,
    private readonly clock: Clock,
  ) {
    const failure = 'starting the deliveries of webhooks failed';
    super(database, jobs, {
      name: WEBHOOKS_JOB,
      everyMs: EVERY_MS,
      idleUpToMs: IDLE_UP_TO_MS,
      signs: ['due'],
      failure,
    });
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const atMost = rowsOf(DELETED_A_PIECE, options);
    const reads = this.database.readsOf(networkId);
    if (!(await sql.hasWebhooks(reads, networkId))) return this.clean(networkId, atMost);
    let started = 0;
    for (const webhook of await sql.listOpenWebhooks(reads, networkId, MOST_AT_ONCE)) {
      if (!(await sql.hasWork(reads, networkId, webhook))) continue;
      this.lanes.start(networkId, webhook.webhookId);
      started += 1;
    }
    return started > 0 ? 'done' : this.clean(networkId, atMost);
  }

  /** Deletes a piece of what is past its retention. */
  private async clean(networkId: string, limit: number): Promise<PieceOutcome> {
    if (performance.now() - (this.cleanedAt.get(networkId) ?? -CLEAN_EVERY_MS) < CLEAN_EVERY_MS) return 'idle';
    const old = {
      table: 'webhook_deliveries',
      days: settings.webhookDays,
      now: this.clock.now(),
      but: "status = 'WAITING'",
    };
    const deleted = await this.database.inNetwork(networkId, (tx) => deleteAged(tx, networkId, { ...old, limit }));
    if (deleted === limit) return 'more';
    this.cleanedAt.set(networkId, performance.now());
    return 'idle';
  }
}
