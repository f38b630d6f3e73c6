import { Query } from '@nestjs/common';
import { asAnswer } from '../../../platform/http/as-answer';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import {
  Context,
  CurrentPrincipal,
  Inbox,
  type InboxMessage,
  networkOf,
  type Principal,
  type RequestContext,
  Route,
  Routes,
} from '../../../security';
import { Database } from '../../../platform/database/database';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { pageOf, pageQuery, uuid } from '../../../platform/http/schemas';
import { type InboxAnswer, inboxMessageSchema } from './inbox.dto';
import { OpenMessage } from './warnings.commands';

const INBOX = 'inbox';

/** A guest's own messages; staff never read them. */
@Routes('auth/me/inbox', 'Guests', 'guest.self')
export class InboxController {
  constructor(
    private readonly database: Database,
    private readonly inbox: Inbox,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'listInbox',
    summary: "List the caller's messages",
    description: 'Newest first.',
    ok: pageOf(inboxMessageSchema),
  })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: pageQuery }) query: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: InboxAnswer[]; nextCursor: string | null }> {
    const networkId = networkOf(principal);
    const before = query.cursor === undefined ? null : decodeCursor(INBOX, query.cursor, uuid);
    const messages = await this.database.inNetwork(networkId, (tx) =>
      this.inbox.list(tx, networkId, principal.id, before, query.limit + 1),
    );
    const page = pageFrom(INBOX, messages, query.limit, (message) => message.id);
    return { items: page.items.map(answerOf), nextCursor: page.nextCursor };
  }

  @Route('POST :id/open', {
    id: 'openMessage',
    summary: 'Open a message of the inbox',
    description:
      'A warning that is opened counts as delivered: the points that it warns of can expire from then on. Opening ' +
      'again changes nothing.',
    ok: inboxMessageSchema,
    problems: ['not_found'],
  })
  async open(@Context() context: RequestContext, @Id() id: string): Promise<InboxAnswer> {
    return answerOf(await this.commands.execute(new OpenMessage(context, { messageId: id })));
  }
}

const answerOf = (message: InboxMessage): InboxAnswer => asAnswer(inboxMessageSchema, message);
