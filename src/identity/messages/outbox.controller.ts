import { type CanActivate, Controller, type ExecutionContext, Injectable, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ProblemError } from '../../platform/problems/problem';
import { instant, uuid, listOf, objectNamed } from '../../platform/http/schemas';
import { type AuthenticatedRequest, Route } from '../../security';
import { isThisMachine, outboxQuerySchema } from './outbox-access.rules';
import { Outbox } from './outbox.query';

type OutboxQuery = z.infer<typeof outboxQuerySchema>;

const outboxSchema = objectNamed('DevelopmentOutbox', 'Messages that no provider has sent.', {
  items: listOf('At most 50 messages, the newest first', {
    id: uuid.describe('Message'),
    networkId: uuid.describe('Network that sends the message'),
    network: z.string().describe('Name of the network'),
    channel: z.string().describe('`SMS`, `TELEGRAM`, `MAX` or `EMAIL`'),
    to: z.string().describe('Phone in E.164, or e-mail address'),
    subject: z.string().nullable().describe('Subject of an e-mail; null for other channels'),
    body: z.string().describe('Text of the message'),
    createdAt: instant.describe('Moment at which the message was written'),
  }),
});

/** Lets only the server's own machine read the outbox, which shows one-time codes, and nobody in production. */
@Injectable()
class ThisMachineOnly implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (isThisMachine(context.switchToHttp().getRequest<AuthenticatedRequest>().ip)) return true;
    throw new ProblemError('not_found');
  }
}

@ApiTags('Development')
@Controller('api/dev/outbox')
@UseGuards(ThisMachineOnly)
export class OutboxController {
  constructor(private readonly outbox: Outbox) {}

  @Route('GET', {
    id: 'listDevelopmentOutbox',
    permission: 'public',
    summary: 'List messages that no provider has sent',
    description:
      'For development: messages of all networks whose channel has no provider. Answers only requests from the machine of the server, and never in production: 404 `not_found`.',
    ok: outboxSchema,
    problems: ['not_found'],
  })
  async list(@Query({ schema: outboxQuerySchema }) query: OutboxQuery) {
    return { items: await this.outbox.listMessages(query.to) };
  }
}
