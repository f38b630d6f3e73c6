import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { MessageTemplates, Snapshots } from '../../configuration';
import { GuestMessages, type Suppression } from '../../identity';
import { Database, type Tx } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author, type Routing, UseCase, wholeNetworkOf } from '../../security';
import { MessageTexts, routingWith } from '../../transactions';
import type { MessagedGuests, MessageGuests } from './staff-messages.dto';

const SOURCE = 'AUTOMATION';

/** Sends a message to the guests whom a member of staff chose, by the rules of campaigns. A preview decides the same and sends nothing. */
export class SendToGuests extends UseCase<MessagedGuests, { body: MessageGuests }> {}

@CommandHandler(SendToGuests)
export class SendToGuestsHandler implements ICommandHandler<SendToGuests> {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly snapshots: Snapshots,
    private readonly templates: MessageTemplates,
    private readonly texts: MessageTexts,
    private readonly guests: GuestMessages,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `forbidden`, `not_found` for a template that is archived or of another source */
  execute({ context, input: { body } }: SendToGuests): Promise<MessagedGuests> {
    const { call, principal, author } = context;
    const networkId = wholeNetworkOf(principal);
    if (body.preview) return this.database.inNetwork(networkId, (tx) => this.decide(tx, networkId, body, null));
    return this.keyed.run(networkId, call, 200, (tx) => this.decide(tx, networkId, body, author));
  }

  /** Decides for each guest who gets the message. Without an author nothing is written. */
  private async decide(
    tx: Tx,
    networkId: string,
    { ids: chosen, templateId }: MessageGuests,
    author: Author | null,
  ): Promise<MessagedGuests> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const [template] = await this.templates.listForSending(tx, networkId, [templateId]);
    if (template?.source !== SOURCE) throw new ProblemError('not_found');
    const ids = [...new Set(chosen)];
    const locales = new Map(
      (
        await tx.query<{ id: string; locale: 'ru' | 'en' | null }>`
          SELECT id, locale FROM guests WHERE network_id = ${networkId} AND id = ANY (${ids}) AND merged_into IS NULL`
      ).map(({ id, locale }) => [id, locale]),
    );
    const wanted = [...locales].map(([guestId, locale]) => {
      const id = newId();
      const kind = { purpose: 'MARKETING', source: 'STAFF', sourceId: null, withheld: null, tried: [] } as const;
      return { ...kind, id, guestId, locale, dedupeKey: `staff ${id}` };
    });
    const routed = await this.guests.route(tx, snapshot, wanted);
    const sent = routed.filter(({ routing }) => routing.outcome !== 'SUPPRESSED');
    const written = await this.texts.writeByTemplate(tx, snapshot, template, sent);
    const texts = new Map(sent.map(({ id }, index) => [id, written[index]]));
    const { name, locale: ofNetwork } = snapshot.profile;
    const messages = routed.map(({ locale, ...message }) => {
      const text = texts.get(message.id);
      const whole = text === undefined || 'failure' in text ? { subject: name, text: '' } : text;
      const routing = routingWith(text, message.routing);
      return { ...message, language: text?.language ?? locale ?? ofNetwork, ...whole, template, routing };
    });
    if (author !== null) {
      await this.guests.append(tx, networkId, messages);
      const count = messages.filter(({ routing }) => routing.outcome !== 'SUPPRESSED').length;
      await this.audit.appendChange(tx, networkId, author, 'message_template.sent', templateId, {
        after: { guests: count },
      });
    }
    const reasons = new Map(messages.map(({ guestId, routing }) => [guestId, reasonOf(routing)]));
    return { items: ids.map((id) => ({ id, reason: locales.has(id) ? (reasons.get(id) ?? null) : 'NO_GUEST' })) };
  }
}

function reasonOf(routing: Routing): Suppression | null {
  return routing.outcome === 'SUPPRESSED' ? (routing.reason as Suppression) : null;
}
