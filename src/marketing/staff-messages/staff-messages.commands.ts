import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { MessageTemplates, Snapshots } from '../../configuration';
import { GuestMessages, type Suppression } from '../../identity';
import { Database, type Tx } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author, UseCase, wholeNetworkOf } from '../../security';
import { MessageTexts } from '../../transactions';
import type { MessagedGuests, MessageGuests } from './staff-messages.dto';
import { listLocales } from './staff-messages.sql';

const SOURCE = 'AUTOMATION';

/** A member of staff writes to chosen guests, by the rules of messages of campaigns; a preview decides the same and writes nothing. */
export class SendToGuests extends UseCase<MessagedGuests, { readonly body: MessageGuests }> {}

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

  /** Decides on each message; an author sends them. */
  private async decide(
    tx: Tx,
    networkId: string,
    { ids: sent, templateId }: MessageGuests,
    author: Author | null,
  ): Promise<MessagedGuests> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const [template] = await this.templates.listForSending(tx, networkId, [templateId]);
    if (template?.source !== SOURCE) throw new ProblemError('not_found');
    const ids = [...new Set(sent)];
    const locales = await listLocales(tx, networkId, ids);
    const wanted = [...locales].map(([guestId, locale]) => {
      const id = newId();
      const kind = { purpose: 'MARKETING', source: 'STAFF', sourceId: null, withheld: null, tried: [] } as const;
      return { ...kind, id, guestId, locale, dedupeKey: `staff ${id}` };
    });
    const routed = await this.guests.route(tx, snapshot, wanted);
    const written = await this.texts.writeByTemplate(
      tx,
      snapshot,
      template,
      routed.map(({ guestId, locale }) => ({ guestId, locale, values: {} })),
    );
    const messages = routed.map(({ locale: _, ...message }, index) => {
      const text = written[index];
      const isSuppressed = message.routing.outcome === 'SUPPRESSED';
      if (text === undefined || 'failure' in text) {
        const failure = text?.failure ?? 'TEXT_FAILED';
        const routing = isSuppressed ? message.routing : ({ outcome: 'SUPPRESSED', reason: failure } as const);
        const language = text?.language ?? snapshot.profile.locale;
        return { ...message, language, subject: snapshot.profile.name, text: '', template, routing };
      }
      return { ...message, ...text, template };
    });
    if (author !== null) {
      await this.guests.append(tx, networkId, messages);
      const count = messages.filter(({ routing }) => routing.outcome !== 'SUPPRESSED').length;
      await this.audit.appendChange(tx, networkId, author, 'message_template.sent', templateId, {
        after: { guests: count },
      });
    }
    const reasons = new Map(messages.map(({ guestId, routing }) => [guestId, reasonOf(routing)]));
    return { items: ids.map((id) => ({ id, reason: reasons.has(id) ? (reasons.get(id) ?? null) : 'NO_GUEST' })) };
  }
}

function reasonOf(routing: { readonly outcome: string; readonly reason?: unknown }): Suppression | null {
  return routing.outcome === 'SUPPRESSED' ? (routing.reason as Suppression) : null;
}
