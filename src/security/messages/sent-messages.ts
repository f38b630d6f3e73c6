import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { requestJob } from '../../platform/queue/request-job.sql';
import { markSent, type SentMessage } from './message.sql';
import { RECEIPTS_JOB } from './routed-messages';

/** How long a write waits after its first message for others. */
const GATHER_MS = 4;

interface PendingWrite {
  readonly sent: SentMessage;
  readonly settle: () => void;
  readonly fail: (error: unknown) => void;
}

/** Records which messages their providers took; messages of a network that come close together share a transaction. */
@Injectable()
export class SentMessages {
  /** Messages that wait for a write, by network. */
  private readonly waiting = new Map<string, PendingWrite[]>();

  constructor(@Inject(Database) private readonly database: Pick<Database, 'inNetwork'>) {}

  /** Resolves once the message is recorded. */
  note(networkId: string, sent: SentMessage): Promise<void> {
    return new Promise((settle, fail) => {
      const one = { sent, settle, fail };
      const others = this.waiting.get(networkId);
      if (others !== undefined) {
        others.push(one);
        return;
      }
      this.waiting.set(networkId, [one]);
      void this.writeAll(networkId);
    });
  }

  private async writeAll(networkId: string): Promise<void> {
    for (;;) {
      await pause(GATHER_MS);
      const together = this.waiting.get(networkId) ?? [];
      if (together.length === 0) break;
      this.waiting.set(networkId, []);
      await this.write(networkId, together);
    }
    this.waiting.delete(networkId);
  }

  /** If a write of several fails, each message is written alone, so that one can't make the others fail. */
  private async write(networkId: string, together: readonly PendingWrite[]): Promise<void> {
    try {
      await this.database.inNetwork(networkId, async (tx) => {
        const hasReceipt = await markSent(
          tx,
          networkId,
          together.map(({ sent }) => sent),
        );
        if (hasReceipt) await requestJob(tx, RECEIPTS_JOB, networkId);
      });
      for (const { settle } of together) settle();
    } catch (error) {
      if (together.length > 1) for (const one of together) await this.write(networkId, [one]);
      else for (const { fail } of together) fail(error);
    }
  }
}
