import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../platform/http/operation.decorator';
import {
  Context,
  CurrentPrincipal,
  Inbox,
  type InboxMessage,
  networkOf,
  type Principal,
  type RequestContext,
  RequirePermission,
} from '../../../security';
import { Database } from '../../../platform/database/database';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { pageOf, pageQuery, uuid } from '../../../platform/http/schemas';
import { type InboxAnswer, inboxMessageSchema } from './inbox.dto';
import { OpenMessage } from './open-message.command';

const INBOX = 'inbox';

/** A guest's own messages; staff never read them. */
@ApiTags('Guests')
@ApiBearerAuth()
@Controller('auth/me/inbox')
export class InboxController {
  constructor(
    private readonly database: Database,
    private readonly inbox: Inbox,
    private readonly commands: CommandBus,
  ) {}

  @Operation({ id: 'listInbox', summary: "List the caller's messages", description: 'Newest first.' })
  @Get()
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: pageOf(inboxMessageSchema) })
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

  @Operation({
    id: 'openMessage',
    summary: 'Open a message of the inbox',
    description:
      'A warning that is opened counts as delivered: the points that it warns of can expire from then on. Opening ' +
      'again changes nothing.',
    problems: ['not_found'],
  })
  @Post(':id/open')
  @HttpCode(200)
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: inboxMessageSchema })
  async open(@Context() context: RequestContext, @Param('id', { schema: uuid }) id: string): Promise<InboxAnswer> {
    return answerOf(await this.commands.execute(new OpenMessage(context, { messageId: id })));
  }
}

function answerOf({ id, text, createdAt, opened }: InboxMessage): InboxAnswer {
  return { id, text, createdAt: createdAt.toISOString(), opened };
}
