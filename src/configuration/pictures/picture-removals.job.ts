import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import type { JobRun } from '../../platform/queue/job-kind';
import { JobQueue } from '../../platform/queue/job-queue';
import { settings } from '../../platform/settings/settings';
import { BucketStore } from './picture-stores';

const EVERY_MS = 60_000;
const AT_ONCE = 50;
/** How long a process may take to remove one picture's objects before another process may try. */
const LEASE_SECONDS = 600;

/** Removes objects from the bucket that belong to no picture any more. Without a bucket there is nothing to remove. */
@Injectable()
export class PictureRemovalsJob implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly store: BucketStore,
  ) {}

  onModuleInit(): void {
    if (settings.picturesBucket === undefined) return;
    this.jobs.define(this, (job) => ({
      name: 'picture-removals',
      everyMs: EVERY_MS,
      isLong: true,
      run: (run) => job.removeDue(run.signal),
    }));
  }

  async removeDue(signal?: JobRun['signal']): Promise<void> {
    for (;;) {
      // In all networks, for the platform's role.
      const due = await this.database.asPlatform(
        (tx) => tx.query<{ networkId: string; pictureId: string }>`
        SELECT network_id, picture_id FROM picture_removals
         WHERE due_at <= now() ORDER BY due_at LIMIT ${AT_ONCE}`,
      );
      for (const { networkId, pictureId } of due) {
        if (signal?.aborted === true) return;
        await this.removeOne(networkId, pictureId);
      }
      if (due.length < AT_ONCE) return;
    }
  }

  private async removeOne(networkId: string, pictureId: string): Promise<void> {
    // Leases a removal to this process; undefined: another process has the lease.
    const taken = await this.database.inNetwork(
      networkId,
      (tx) =>
        tx.maybe<{ widths: number[] }>`
        UPDATE picture_removals SET due_at = now() + ${LEASE_SECONDS} * interval '1 second'
         WHERE network_id = ${networkId} AND picture_id = ${pictureId} AND due_at <= now() RETURNING widths`,
    );
    if (taken === undefined) return;
    await this.store.remove(networkId, pictureId, taken.widths);
    await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.pictureRemoval.deleteMany({ where: { networkId, pictureId } }),
    );
  }
}
