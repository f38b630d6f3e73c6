import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { requestJob } from '../../platform/queue/request-job.sql';
import { Pii } from '../personal-data/pii';
import { insertMessage } from './message.sql';
import { type MessageChannel, MessageProviders } from './message-providers';

/** The job that delivers messages; its key is a channel. */
export const DELIVERY_JOB = 'messages';

export interface NewMessage {
  readonly guestId: string | null;
  readonly channel: MessageChannel;
  /** E.164 for SMS, an address for e-mail, the id of a chat for Telegram. */
  readonly recipient: string;
  /** Of an e-mail alone; it stands readable in the database, so it names nobody. */
  readonly subject?: string;
  readonly body: string;
  /** Whether the body is a code or a link: it is taken out of the row once the message is gone. */
  readonly secret: boolean;
  /** Left out: it keeps until it is delivered. */
  readonly validForSeconds?: number;
}

/** Messages to people, kept encrypted. They leave with the commit, by the provider of their channel. */
@Injectable()
export class Messages {
  constructor(
    private readonly pii: Pii,
    private readonly providers: MessageProviders,
  ) {}

  /** Whether a provider takes the messages of this channel to people; the development outbox is none. */
  reachesPeople(channel: MessageChannel): boolean {
    return this.providers.get(channel) !== undefined;
  }

  /** Throws 503 `no_message_channel` when nothing takes messages of this channel; the development outbox takes all. */
  requireChannel(channel: MessageChannel): void {
    if (!this.providers.takes(channel)) throw new ProblemError('no_message_channel');
  }

  /** Appends to the outbox in the caller's transaction. @throws ProblemError `no_message_channel` */
  async append(tx: Tx, networkId: string, message: NewMessage): Promise<void> {
    const { channel, recipient } = message;
    this.requireChannel(channel);
    const leaves = this.reachesPeople(channel);
    await insertMessage(tx, networkId, {
      id: newId(),
      guestId: message.guestId,
      channel,
      recipientEncrypted: this.pii.encrypt(networkId, 'recipient', recipient),
      recipientIndex: this.pii.blindIndex(networkId, 'recipient', recipient),
      subject: message.subject ?? null,
      bodyEncrypted: this.pii.encrypt(networkId, 'message', message.body),
      secret: message.secret,
      status: leaves ? 'QUEUED' : 'OUTBOX',
      validForSeconds: message.validForSeconds ?? null,
    });
    if (leaves) await requestJob(tx, DELIVERY_JOB, channel);
  }
}
