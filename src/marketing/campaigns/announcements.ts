import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, type MessageText, parseText, variablesOf } from '../../configuration';
import { type GuestMessage, GuestMessages } from '../../identity';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import type { Routing } from '../../security';
import { MessageTexts, routingWith, type TextOfGuest, type TextToGuest } from '../../transactions';
import { type CampaignMessage, bodyOf } from './announcement.rules';
import type { Unsent } from './announcements.sql';
import type { Arm } from './arm-of-guest.rules';

/** A campaign's message to a guest. */
interface Notice {
  readonly campaignId: string;
  readonly guestId: string;
  readonly arm: Arm;
  readonly announced: CampaignMessage;
}

interface PlannedMessage {
  /** Null: it waits, or it is not sent. */
  readonly messageId: string | null;
  readonly unsent: Unsent | null;
  readonly toldAt: Date | null;
}

export interface PlannedNotice extends PlannedMessage {
  readonly campaignId: string;
  readonly guestId: string;
  readonly message: GuestMessage & { readonly routing: Routing };
}

/** The guest is told nothing. */
export const NOTHING_TOLD: PlannedMessage = { messageId: null, unsent: null, toldAt: null };

/** Sends the announcements of campaigns. In quiet hours nothing is written, so a campaign that ends meanwhile announces nothing. */
@Injectable()
export class Announcements {
  constructor(
    private readonly messages: GuestMessages,
    private readonly texts: MessageTexts,
    private readonly clock: Clock,
  ) {}

  /** When the present quiet hours end; null: there are none now. */
  quietUntil(snapshot: ConfigurationSnapshot): Date | null {
    return this.messages.quietUntil(snapshot);
  }

  /** Decides for each wanted message, in their order, whether and how it is sent, and writes its text; nothing is sent yet. */
  async plan(tx: Tx, snapshot: ConfigurationSnapshot, wanted: readonly Notice[]): Promise<PlannedNotice[]> {
    const toldAt = this.clock.now();
    const routed = await this.messages.route(tx, snapshot, wanted.map(messageOf));
    const written = await this.write(
      tx,
      snapshot,
      routed.filter(({ routing }) => isSent(routing)),
    );
    return routed.map(({ announced, ...message }) => {
      const { id, guestId, sourceId: campaignId } = message;
      const text = written.get(id);
      const routing = routingWith(text, message.routing);
      const { subject, body } =
        text === undefined || 'failure' in text
          ? { subject: snapshot.profile.name, body: '' }
          : { subject: text.subject, body: bodyOf('CAMPAIGN', text) };
      const whole = { ...message, language: announced.language, subject, text: body, routing };
      return { campaignId, guestId, message: whole, ...plannedOf(id, routing, toldAt) };
    });
  }

  /** Writes the sent messages, and those that are not sent with their reasons. */
  async send(tx: Tx, networkId: string, notices: readonly PlannedNotice[]): Promise<void> {
    const decided = notices.map(({ message }) => message).filter(({ routing }) => routing.outcome !== 'PLANNED');
    await this.messages.append(tx, networkId, decided);
  }

  /** Texts by message. A text of a campaign is read once, however many guests of the batch get it. */
  private async write(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    routed: readonly { readonly id: string; readonly guestId: string; readonly announced: CampaignMessage }[],
  ): Promise<Map<string, TextOfGuest>> {
    const read = new Map<string, MessageText | null>();
    const parsed = (source: string, inSubject: boolean): MessageText | null => {
      const key = `${inSubject ? 'subject' : 'text'} ${source}`;
      const known = read.get(key);
      if (known !== undefined) return known;
      const found = parseText(source, variablesOf('CAMPAIGN', { inSubject }));
      const text = 'text' in found ? found.text : null;
      read.set(key, text);
      return text;
    };
    const texts = routed.map(({ guestId, announced: { language, title, text } }): TextToGuest | null => {
      const [subject, body] = [parsed(title, true), parsed(text, false)];
      return subject === null || body === null ? null : { guestId, language, subject, text: body };
    });
    const written = (
      await this.texts.write(
        tx,
        snapshot,
        texts.filter((text) => text !== null),
      )
    ).values();
    return new Map(
      routed.map(({ id }, index) => [id, texts[index] === null ? UNREADABLE : (written.next().value ?? UNREADABLE)]),
    );
  }
}

/** The result for a text with mistakes, which was saved before texts were checked. */
const UNREADABLE: TextOfGuest = { failure: 'TEXT_FAILED' };

function isSent({ outcome }: Routing): boolean {
  return outcome !== 'SUPPRESSED' && outcome !== 'PLANNED';
}

function messageOf({ campaignId, guestId, arm, announced }: Notice) {
  return {
    announced,
    id: newId(),
    guestId,
    purpose: 'MARKETING',
    source: 'CAMPAIGN',
    sourceId: campaignId,
    dedupeKey: `campaign ${campaignId} ${guestId}`,
    withheld: arm === 'TREATED' ? null : arm,
    tried: [],
  } as const;
}

function plannedOf(id: string, routing: Routing, toldAt: Date): PlannedMessage {
  if (routing.outcome === 'PLANNED') return { ...NOTHING_TOLD, unsent: 'WAITS' };
  if (routing.outcome !== 'SUPPRESSED') return { messageId: id, unsent: null, toldAt };
  return { ...NOTHING_TOLD, unsent: routing.reason === 'CAPPED' ? 'CAPPED' : null };
}
