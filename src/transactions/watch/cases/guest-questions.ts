import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { messages } from '../../../generated/words/messages';
import { GuestMessages } from '../../../identity';
import type { Tx } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { FORMATTERS } from '../../../platform/language/formatters';

/** Questions to guests about their cases, as messages. */
@Injectable()
export class GuestQuestions {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly guests: GuestMessages,
  ) {}

  async ask(tx: Tx, networkId: string, guestId: string, text: string): Promise<void> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const { name: network, locale } = snapshot.profile;
    const guest = await tx.maybe<{
      locale: 'ru' | 'en' | null;
    }>`SELECT locale FROM guests WHERE network_id = ${networkId} AND id = ${guestId}`;
    const language = guest?.locale ?? locale;
    const id = newId();
    const message = {
      id,
      guestId,
      language,
      text,
      purpose: 'SERVICE',
      source: 'STAFF',
      sourceId: null,
      dedupeKey: `fraud ${id}`,
      subject: messages[language]['feedback.replySubject'](FORMATTERS, { network }),
      withheld: null,
      tried: [],
    } as const;
    await this.guests.append(tx, networkId, await this.guests.route(tx, snapshot, [message]));
  }
}
