import { Controller, Query } from '@nestjs/common';
import { asAnswer } from '../../platform/http/as-answer';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Clock } from '../../platform/clock/clock';
import { pageOfSlice, sliceOf } from '../../platform/http/list-query';
import { Database } from '../../platform/database/database';
import { lowestIdAt } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import {
  Context,
  type LoggedMessage,
  MessageLog,
  type RequestContext,
  Route,
  WholeNetworkId,
  wholeNetworkOf,
} from '../../security';
import { GuestStops } from './guest-stops';
import * as dto from './message-log.dto';
import { Id } from '../../platform/http/id.decorator';

const LIST = 'messages';
const DAY_MS = 86_400_000;

/** Shows messages to guests: sent ones, and unsent ones with the reason. */
@ApiTags('Messages')
@Controller('messages')
export class MessageLogController {
  constructor(
    private readonly log: MessageLog,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly stops: GuestStops,
  ) {}

  @Route('GET', {
    id: 'listMessages',
    permission: 'campaigns.read',
    summary: 'List messages to guests, sent or not',
    description: 'Newest first, without their texts. The filters can be combined.',
    ok: dto.loggedMessagePage,
  })
  async list(
    @WholeNetworkId() networkId: string,
    @Query({ schema: dto.messageListQuery }) query: dto.MessageListQuery,
  ) {
    const rows = await this.log.list(networkId, query, sliceOf(LIST, query));
    return pageOfSlice(LIST, query, rows.map(answerOf), ({ id }) => id);
  }

  @Route('GET counts', {
    id: 'countMessages',
    permission: 'campaigns.read',
    summary: 'Count messages to guests by what became of them',
    ok: dto.messageCountsSchema,
  })
  async count(
    @WholeNetworkId() networkId: string,
    @Query({ schema: dto.messageCountsQuery }) { days, sourceId }: z.infer<typeof dto.messageCountsQuery>,
  ): Promise<dto.MessageCountsAnswer> {
    const from = lowestIdAt(this.clock.now().getTime() - days * DAY_MS);
    return {
      items: (await this.log.count(networkId, from, sourceId)) as dto.MessageCountsAnswer['items'],
    };
  }

  @Route('GET :id', {
    id: 'getMessage',
    permission: 'campaigns.manage',
    summary: 'Read a message to a guest',
    description: 'As its reader saw it. The audit records who read it.',
    ok: dto.readMessageSchema,
    problems: ['not_found'],
  })
  async read(
    @Context() { principal, author }: RequestContext,
    @Id('id', 'Message') id: string,
  ): Promise<dto.ReadMessageAnswer> {
    const networkId = wholeNetworkOf(principal);
    const found = await this.log.find(networkId, id, author);
    if (found === undefined) throw new ProblemError('not_found');
    const { guestId, subject, text } = found;
    const stopped =
      guestId === null
        ? []
        : await this.database.inNetwork(networkId, (tx) => this.stops.listAddresses(tx, networkId, guestId));
    return asAnswer(dto.readMessageSchema, { ...answerOf(found), subject, text, stopped });
  }
}

const answerOf = (message: LoggedMessage): dto.LoggedMessageAnswer =>
  asAnswer(dto.loggedMessageSchema, { ...message, tried: message.tried ?? [] });
