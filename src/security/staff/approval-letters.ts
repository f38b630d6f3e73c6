import { Injectable } from '@nestjs/common';
import { messages } from '../../generated/words/messages';
import type { Tx } from '../../platform/database/database';
import { FORMATTERS } from '../../platform/language/formatters';
import type { Language } from '../../platform/language/language';
import { pageAddress } from '../../platform/http/page-address';
import { Messages } from '../messages/messages';
import { Pii } from '../personal-data/pii';
import { listManagerAddresses } from './approval-letters.sql';

/** Acts that wait for a second person. */
export type AwaitedApproval = 'MANUAL' | 'REFUND' | 'PROGRAM';

const MANAGERS_WRITTEN_TO = 20;

/** Tells managers by e-mail that an approval waits for them. Where the server sends no e-mail, only the console shows it. */
@Injectable()
export class ApprovalLetters {
  constructor(
    private readonly messages: Messages,
    private readonly pii: Pii,
  ) {}

  /** Sends in the transaction of the waiting act, to all managers except the one who asked. */
  async send(tx: Tx, networkId: string, awaited: AwaitedApproval, askedBy: string | null): Promise<void> {
    if (!this.messages.reachesPeople('EMAIL')) return;
    for (const manager of await listManagerAddresses(tx, networkId, askedBy, MANAGERS_WRITTEN_TO)) {
      const { subject, body } = letterOf(awaited, manager.networkName, manager.language);
      await this.messages.append(tx, networkId, {
        guestId: null,
        channel: 'EMAIL',
        recipient: this.pii.decrypt(networkId, 'email', manager.emailEncrypted),
        subject,
        body,
        secret: false,
      });
    }
  }
}

/** The letter names neither guest nor amount, because e-mail is not confidential. */
function letterOf(awaited: AwaitedApproval, network: string, language: Language): { subject: string; body: string } {
  const words = messages[language];
  const console = pageAddress('/admin');
  return {
    subject: words['approval.subject'](FORMATTERS, { network, awaited }),
    body: words['approval.body'](FORMATTERS, { network, awaited, console }),
  };
}
