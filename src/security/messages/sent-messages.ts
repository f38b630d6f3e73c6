import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Database, type NamedStatement, type Tx } from '../../platform/database/database';
import { textOf } from '../../platform/database/sql';
import { requestJob } from '../../platform/queue/request-job.sql';
import { RECEIPT } from './message.sql';
import { RECEIPTS_JOB } from './routed-messages';

/** A message that its provider took. */
export interface SentMessage {
  readonly id: string;
  readonly provider: string;
  readonly providerId: string | null;
  /** Null: the body stays unchanged. */
  readonly bodyEncrypted: Buffer | null;
  /** Whether taking the message counts as delivery, because the provider sends no reports. */
  readonly isReceipt: boolean;
}

const MARK_SENT: NamedStatement = {
  name: 'mark_messages_sent',
  text: `UPDATE messages m SET status = CASE WHEN m.status = 'SENDING' THEN 'SENT' ELSE m.status END, provider = s.provider,
       provider_id = s.provider_id, body_encrypted = coalesce(s.body, m.body_encrypted), failure = NULL,
       receipt = CASE WHEN s.is_receipt AND m.status = 'SENDING' THEN ${textOf(RECEIPT)} ELSE m.receipt END
     FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::boolean[]) s(id, provider, provider_id, body, is_receipt)
      WHERE m.network_id = $1 AND m.id = s.id RETURNING m.receipt`,
};

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

/**
 * Marks messages as taken by their provider. The status of a report that came earlier stays. Returns whether the ledger has to record that a
 * warning reached its guest.
 */
async function markSent(tx: Tx, networkId: string, sent: readonly SentMessage[]): Promise<boolean> {
  const rows = await tx.call<{ receipt: string | null }>(MARK_SENT, [
    networkId,
    sent.map(({ id }) => id),
    sent.map(({ provider }) => provider),
    sent.map(({ providerId }) => providerId),
    sent.map(({ bodyEncrypted }) => bodyEncrypted),
    sent.map(({ isReceipt }) => isReceipt),
  ]);
  return rows.some(({ receipt }) => receipt === 'DUE');
}
