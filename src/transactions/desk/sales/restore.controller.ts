import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiBearerAuth, ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { Networks } from '../../../configuration';
import { uuid } from '../../../platform/http/schemas';
import { KeyRequiredContext, type RequestContext, RequirePermission } from '../../../security';
import { respond } from '../../till/responses/respond';
import {
  type AnyTransaction,
  transactionSchema,
  type WaitingAnswer,
  waitingSchema,
} from '../../till/responses/transaction-answer.dto';
import { RestorePoints } from './restore-points.command';
import { type RestoreDto, restoreBodySchema } from './restore.dto';

@ApiTags('Transactions')
@ApiBearerAuth()
@Controller('transactions')
export class RestoreController {
  constructor(
    private readonly commands: CommandBus,
    private readonly networks: Networks,
  ) {}

  /** Points of an expiry come back for the network's grace. Above the manager's limit another one approves. */
  @Post(':id/restore')
  @HttpCode(201)
  @RequirePermission('points.restore')
  @ApiCreatedResponse({ standardSchema: transactionSchema })
  @ApiAcceptedResponse({ standardSchema: waitingSchema })
  async restore(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: restoreBodySchema }) dto: RestoreDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    const outcome = await this.commands.execute(new RestorePoints(context, { expiryId: id, body: dto }));
    const network = await this.networks.getProfile(context.networkId);
    return respond(outcome, context.call, { network, language: context.language });
  }
}
