import { Injectable } from '@nestjs/common';
import { messages } from '../../generated/words/messages';
import type { Tx } from '../../platform/database/database';
import { FORMATTERS } from '../../platform/language/formatters';
import type { Language } from '../../platform/language/language';
import { pageAddress } from '../../platform/http/page-address';
import { type Letter, ManagerLetters } from './manager-letters';

/** Acts that wait for a second person. */
export type AwaitedApproval = 'MANUAL' | 'REFUND' | 'PROGRAM';

/** Tells managers by e-mail that an approval waits for them. Where the server sends no e-mail, only the console shows it. */
@Injectable()
export class ApprovalLetters {
  constructor(private readonly letters: ManagerLetters) {}

  /** Sends in the transaction of the waiting act, to all managers except the one who asked. */
  send(tx: Tx, networkId: string, awaited: AwaitedApproval, askedBy: string | null): Promise<void> {
    return this.letters.send(tx, networkId, askedBy, (language, network) => letterOf(awaited, network, language));
  }
}

/** The letter names neither guest nor amount, because e-mail is not confidential. */
function letterOf(awaited: AwaitedApproval, network: string, language: Language): Letter {
  const words = messages[language];
  const console = pageAddress('/admin');
  return {
    subject: words['approval.subject'](FORMATTERS, { network, awaited }),
    body: words['approval.body'](FORMATTERS, { network, awaited, console }),
  };
}
