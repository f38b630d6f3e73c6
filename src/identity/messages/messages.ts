import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Pii } from '../../security';
import { insertMessage, type MessageChannel } from './message.sql';

export interface NewMessage {
  readonly guestId: string | null;
  readonly channel: MessageChannel;
  /** E.164 for SMS. */
  readonly recipient: string;
  readonly body: string;
}

/** Messages to people, kept encrypted. Until a provider takes a channel they stand in the outbox. */
@Injectable()
export class Messages {
  constructor(private readonly pii: Pii) {}

  async append(tx: Tx, networkId: string, message: NewMessage): Promise<void> {
    await insertMessage(tx, networkId, {
      id: newId(),
      guestId: message.guestId,
      channel: message.channel,
      recipientEncrypted: this.pii.encrypt(networkId, 'recipient', message.recipient),
      recipientIndex: this.pii.blindIndex(networkId, 'recipient', message.recipient),
      bodyEncrypted: this.pii.encrypt(networkId, 'message', message.body),
    });
  }
}
