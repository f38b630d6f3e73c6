import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { requestJob } from '../../platform/queue/request-job.sql';
import { Pii } from '../personal-data/pii';
import { isMadeUp } from './made-up-address.rules';
import { ChannelContracts } from './channel-contracts';
import type { MessageChannel } from './channels';
import { MessageProviders, type MessagePurpose } from './message-providers';
import type { MessageSource } from './message-sources';

/** The job that delivers messages; its key is a channel. */
export const DELIVERY_JOB = 'messages';

export interface NewMessage {
  /** Id of the message; left out: a new id. */
  readonly id?: string;
  readonly guestId: string | null;
  readonly channel: MessageChannel;
  /** E.164 for SMS, an address for e-mail, a chat id for Telegram, a guest's id for PUSH. */
  readonly recipient: string;
  /** The subject of an e-mail. It is stored unencrypted, so it must not contain personal data. */
  readonly subject?: string;
  readonly body: string;
  /** Whether the body has a code or link, and is deleted once the message is sent. */
  readonly secret: boolean;
  /** Marketing is missing, because it goes only through the rules of `GuestMessages`. */
  readonly purpose: Exclude<MessagePurpose, 'MARKETING'>;
  /** The part of the platform that sends the message; left out: a one-time code, or a message about an order or an account. */
  readonly source?: MessageSource;
  /** Seconds after which delivery is pointless; left out: no limit. */
  readonly validForSeconds?: number;
  /** The message is not sent before this instant; left out: it is sent at once. */
  readonly dueAt?: Date;
}

/** Messages to people, stored encrypted. Once the transaction commits, the channel's provider sends them. */
@Injectable()
export class Messages {
  constructor(
    private readonly pii: Pii,
    private readonly providers: MessageProviders,
    private readonly contracts: ChannelContracts,
  ) {}

  /** Whether a provider delivers messages of this channel; the development outbox does not count. */
  reachesPeople(channel: MessageChannel): boolean {
    return this.providers.get(channel) !== undefined;
  }

  /** Like `reachesPeople`, for a network: a sandbox's messages are not sent. */
  async reachesPeopleOf(tx: Tx, networkId: string, channel: MessageChannel): Promise<boolean> {
    return this.reachesPeople(channel) && !(await isSandbox(tx, networkId));
  }

  /** Throws 503 `no_message_channel` when this channel accepts no messages; the development outbox accepts all. */
  requireChannel(channel: MessageChannel): void {
    if (!this.providers.takes(channel)) throw new ProblemError('no_message_channel');
  }

  /**
   * Adds a message to the outbox in the caller's transaction. Messages of a sandbox, and those to people of the demonstration, stay there and are never sent.
   * @throws ProblemError `no_message_channel`
   */
  async append(tx: Tx, networkId: string, message: NewMessage): Promise<void> {
    const { channel, recipient } = message;
    const staysHere = await isSandbox(tx, networkId);
    if (!staysHere) this.requireChannel(channel);
    // The choice of the channel asks for the contract too; this stops a message whose channel was chosen otherwise.
    if (!staysHere && !(await this.contracts.allows(tx, networkId, channel, message.purpose)))
      throw new ProblemError('no_message_channel');
    const leaves = !staysHere && !isMadeUp(recipient) && this.reachesPeople(channel);
    const dueAt = message.dueAt ?? null;
    await tx.query`
      INSERT INTO messages (network_id, id, guest_id, channel, recipient_encrypted, recipient_index, subject, body_encrypted,
         secret, status, due_at, expires_at, purpose, source)
       VALUES (${networkId}, ${message.id ?? newId()}, ${message.guestId}, ${channel}, ${this.pii.encrypt(networkId, 'recipient', recipient)},
       ${this.pii.blindIndex(networkId, 'recipient', recipient)}, ${message.subject ?? null}, ${this.pii.encrypt(networkId, 'message', message.body)},
       ${message.secret}, ${leaves ? 'QUEUED' : 'OUTBOX'}, coalesce(${dueAt}, clock_timestamp()),
         coalesce(${dueAt}, clock_timestamp()) + make_interval(secs => ${message.validForSeconds ?? null}), ${message.purpose}, ${message.source ?? null})`;
    if (leaves) await requestJob(tx, DELIVERY_JOB, channel);
  }

  /** Withdraws a message that no provider has accepted yet, and deletes its text. */
  async withdraw(tx: Tx, networkId: string, id: string): Promise<void> {
    await tx.query`
      UPDATE messages SET status = 'FAILED', failure = 'withdrawn', body_encrypted = ${this.pii.encrypt(networkId, 'message', '')}
       WHERE network_id = ${networkId} AND id = ${id} AND (status = 'QUEUED' OR status = 'OUTBOX' AND due_at > clock_timestamp())`;
  }

  /** Assigns to a guest the messages to a phone or address that belong to no guest, such as codes before a sign-in. */
  async assignTo(tx: Tx, networkId: string, guestId: string, recipient: string): Promise<void> {
    await tx.query`
      UPDATE messages SET guest_id = ${guestId} WHERE network_id = ${networkId}
        AND recipient_index = ${this.pii.blindIndex(networkId, 'recipient', recipient)}
       AND guest_id IS NULL`;
  }
}

/** Whether the network of the transaction is a sandbox. */
async function isSandbox(tx: Tx, networkId: string): Promise<boolean> {
  const row = await tx.maybe<{ sandbox: boolean }>`
    SELECT sandbox_of IS NOT NULL AS sandbox FROM networks WHERE id = ${networkId}`;
  return row?.sandbox ?? false;
}
