import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import type { Language } from '../../platform/language/language';
import { ProblemError } from '../../platform/problems/problem';
import { Messages } from '../messages/messages';
import { Pii } from '../personal-data/pii';
import { findStaff } from './staff.sql';

interface ManagerAddress {
  readonly emailEncrypted: Buffer;
  /** The manager's language, else the network's. */
  readonly language: 'ru' | 'en';
  readonly networkName: string;
}

const MANAGERS_WRITTEN_TO = 20;

export interface Letter {
  readonly subject: string;
  /** E-mail is not confidential, so it names no guest. */
  readonly body: string;
}

/** E-mails to the managers of a network, each in their language. Where the server sends no e-mail, nothing is sent. */
@Injectable()
export class ManagerLetters {
  constructor(
    private readonly messages: Messages,
    private readonly pii: Pii,
  ) {}

  /** Sends in the caller's transaction, to all managers except one; `write` gets the language and the network's name. */
  async send(
    tx: Tx,
    networkId: string,
    exceptUserId: string | null,
    write: (language: Language, network: string) => Letter,
  ): Promise<void> {
    if (!this.messages.reachesPeople('EMAIL')) return;
    for (const manager of await tx.query<ManagerAddress>`
      SELECT u.email_encrypted, coalesce(u.locale, n.locale) AS language, n.name AS network_name
        FROM users u JOIN networks n ON n.id = u.network_id
       WHERE u.network_id = ${networkId} AND u.role = 'manager' AND u.disabled_at IS NULL AND u.id IS DISTINCT FROM ${exceptUserId}
       ORDER BY u.id LIMIT ${MANAGERS_WRITTEN_TO}`) {
      await this.messages.append(tx, networkId, {
        guestId: null,
        channel: 'EMAIL',
        recipient: this.pii.decrypt(networkId, 'email', manager.emailEncrypted),
        ...write(manager.language, manager.networkName),
        secret: false,
        purpose: 'SERVICE',
      });
    }
  }

  /**
   * Sends a message that a manager tries to the manager's own address; answers it.
   * @throws ProblemError `forbidden` for a caller who is no employee of the network, `no_message_channel`
   */
  async sendTest(tx: Tx, networkId: string, userId: string, letter: Letter): Promise<string> {
    const user = await findStaff(tx, userId);
    if (user === undefined) throw new ProblemError('forbidden');
    const recipient = this.pii.decrypt(networkId, 'email', user.emailEncrypted);
    const message = { guestId: null, channel: 'EMAIL', recipient, ...letter, secret: false } as const;
    await this.messages.append(tx, networkId, { ...message, purpose: 'SERVICE', source: 'TEST' });
    return recipient;
  }
}
