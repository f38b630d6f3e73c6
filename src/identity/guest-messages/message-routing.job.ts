import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Database } from '../../platform/database/database';
import { JobQueue } from '../../platform/queue/job-queue';
import type { JobRun } from '../../platform/queue/job-kind';
import { RestoredMessages, RoutedMessages, ROUTING_JOB } from '../../security';
import { GuestMessages } from './guest-messages';

const EVERY_MS = 10_000;
const AT_ONCE = 200;
/** How many messages of a paused, resumed or ended campaign, or from before a restore, one transaction changes. */
const MOVED_AT_ONCE = 500;
const NETWORKS_AT_ONCE = 500;

/**
 * Chooses the channel of messages that waited for the end of quiet hours, and of messages that a channel refused. Keeps messages of a paused
 * campaign waiting, and releases or ends them when the campaign resumes or ends. After a restore, holds messages that were due before it until a
 * manager decides.
 */
@Injectable()
export class MessageRouting implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly snapshots: Snapshots,
    private readonly routed: RoutedMessages,
    private readonly restored: RestoredMessages,
    private readonly messages: GuestMessages,
  ) {}

  onModuleInit(): void {
    this.jobs.define(this, (job) => ({
      name: ROUTING_JOB,
      everyMs: EVERY_MS,
      find: () => job.routed.listWaitingNetworks(NETWORKS_AT_ONCE),
      run: (run) => job.run(run),
    }));
  }

  private async run({ key: networkId, signal }: JobRun): Promise<void> {
    if (networkId === undefined) return;
    while (!signal.aborted && (await this.moveRestored(networkId)));
    while (!signal.aborted && (await this.moveHeld(networkId)));
    while (!signal.aborted && (await this.routeNext(networkId)) === AT_ONCE);
  }

  private moveRestored(networkId: string): Promise<boolean> {
    return this.database.inNetwork(networkId, (tx) => this.restored.move(tx, networkId, MOVED_AT_ONCE));
  }

  private moveHeld(networkId: string): Promise<boolean> {
    return this.database.inNetwork(networkId, (tx) => this.routed.moveHeld(tx, networkId, MOVED_AT_ONCE));
  }

  /** Routes the network's next messages in one transaction; returns their number. */
  private async routeNext(networkId: string): Promise<number> {
    const snapshot = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const waiting = await this.routed.lockPlanned(tx, networkId, AT_ONCE);
      // Control groups and limits were already checked when the message was made.
      const decided = await this.messages.route(
        tx,
        snapshot,
        waiting.map((message) => ({ ...message, withheld: null, isCounted: true })),
      );
      if (decided.length > 0) await this.routed.route(tx, networkId, decided);
      return waiting.length;
    });
  }
}
