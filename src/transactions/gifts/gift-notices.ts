import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../configuration';
import { messages } from '../../generated/words/messages';
import type { Formatters } from '../../generated/words/words';
import { GuestMessages } from '../../identity';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { formattersFor } from '../../platform/language/formatters';

/**
 * A guest who claimed a gift card (`id`), and the guest who owns the card now (`heirId`): the same guest, or the guest into whom the first was
 * merged.
 */
interface GiftHolder {
  readonly id: string;
  readonly heirId: string;
  /** Null: the guest has chosen no language. */
  readonly language: 'ru' | 'en' | null;
}

/** Members that all notices share as messages. */
const NOTICE = { purpose: 'SERVICE', source: 'GIFT_CARD', sourceId: null, withheld: null, tried: [] } as const;

type NoticeWords = (typeof messages)['en'];

/** A message to the guest whose cabinet shows a card. */
export interface GiftNotice {
  /** The guest who claimed the card; after a merge, the surviving guest gets the message. */
  readonly guestId: string;
  /** The guest who makes the change and so needs no message; by default none. */
  readonly except?: string;
  /** Keeps a repetition from telling the guest twice. */
  readonly dedupeKey: string;
  readonly text: (words: NoticeWords, said: Formatters) => string;
}

/** Messages to holders of gift cards about what others do with their cards, by the channels of the network. */
@Injectable()
export class GiftNotices {
  constructor(private readonly messages: GuestMessages) {}

  async tell(tx: Tx, snapshot: ConfigurationSnapshot, notices: readonly GiftNotice[]): Promise<void> {
    if (notices.length === 0) return;
    const { id: networkId, name, currency, currencyDigits, locale } = snapshot.profile;
    const said = formattersFor(currency, currencyDigits);
    // Finds for each guest who claimed a card the guest who owns the card now, with the owner's language. Erased guests are left out.
    const holders = await tx.query<GiftHolder>`WITH RECURSIVE h (root, id, merged_into, locale, erased_at) AS (
        SELECT g.id, g.id, g.merged_into, g.locale, g.erased_at FROM guests g WHERE g.network_id = ${networkId}
          AND g.id = ANY (${notices.map(({ guestId }) => guestId)}::uuid[])
        UNION
        SELECT h.root, g.id, g.merged_into, g.locale, g.erased_at FROM h JOIN guests g ON g.network_id = ${networkId} AND g.id = h.merged_into)
      SELECT h.root AS id, h.id AS heir_id, h.locale AS language FROM h WHERE h.merged_into IS NULL AND h.erased_at IS NULL`;
    const wanted = notices.flatMap(({ guestId: ofCard, except, dedupeKey, text }) => {
      const holder = holders.find((one) => one.id === ofCard);
      if (holder === undefined || holder.heirId === except) return [];
      const [guestId, language] = [holder.heirId, holder.language ?? locale];
      return [
        { ...NOTICE, id: newId(), guestId, language, subject: name, text: text(messages[language], said), dedupeKey },
      ];
    });
    await this.messages.append(tx, networkId, await this.messages.route(tx, snapshot, wanted));
  }
}
