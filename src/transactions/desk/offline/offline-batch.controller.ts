import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { BodyLimit } from '../../../platform/http/body-limit.decorator';
import { KeyRequiredContext, type RequestContext, RequirePermission } from '../../../security';
import {
  OFFLINE_BODY_BYTES,
  type OfflineAnswer,
  offlineAnswerSchema,
  type OfflineBatchDto,
  offlineBatchSchema,
} from './offline-batch.dto';
import { RecordOfflineBatch } from './record-offline-batch.command';

/** Where a till delivers what it rang up offline. Each act has its own key, so the call itself may be repeated. */
@ApiTags('Till')
@ApiBearerAuth()
@Controller('transactions')
export class OfflineBatchController {
  constructor(private readonly commands: CommandBus) {}

  @Post('batch')
  @HttpCode(200)
  @BodyLimit(OFFLINE_BODY_BYTES)
  @RequirePermission('till.sale')
  @ApiOkResponse({ standardSchema: offlineAnswerSchema })
  record(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: offlineBatchSchema }) dto: OfflineBatchDto,
  ): Promise<OfflineAnswer> {
    return this.commands.execute(new RecordOfflineBatch(context, { batch: dto }));
  }
}
