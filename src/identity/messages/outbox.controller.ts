import { type CanActivate, Controller, type ExecutionContext, Get, Injectable, Query, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ProblemError } from '../../platform/problems/problem';
import { instant, uuid } from '../../platform/http/schemas';
import { type AuthenticatedRequest, Public } from '../../security';
import { isThisMachine, outboxQuerySchema } from './outbox-access.rules';
import { Outbox } from './outbox.query';

type OutboxQuery = z.infer<typeof outboxQuerySchema>;

const outboxSchema = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: uuid,
        networkId: uuid,
        network: z.string(),
        channel: z.string(),
        to: z.string(),
        subject: z.string().nullable(),
        body: z.string(),
        createdAt: instant,
      }),
    ),
  })
  .meta({ id: 'DevelopmentOutbox' });

/** Codes that were sent are everybody's who can read them here: only this machine may, and never in production. */
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

  @Get()
  @Public()
  @ApiOkResponse({ standardSchema: outboxSchema })
  async list(@Query({ schema: outboxQuerySchema }) query: OutboxQuery) {
    return { items: await this.outbox.listMessages(query.to) };
  }
}
