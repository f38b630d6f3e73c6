import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { BodyLimit } from '../../../platform/http/body-limit.decorator';
import { type KeyedCall, KeyRequired } from '../../../platform/http/idempotency/keyed-call';
import type { Language } from '../../../platform/language/language';
import { CurrentLanguage } from '../../../platform/http/languages';
import { CurrentOrigin, CurrentPrincipal, type Origin, type Principal, RequirePermission } from '../../../security';
import {
  OFFLINE_BODY_BYTES,
  type OfflineAnswer,
  offlineAnswerSchema,
  type OfflineBatchDto,
  offlineBatchSchema,
} from './offline-batch.dto';
import { OfflineBatches } from './offline-batches';

/** Where a till delivers what it rang up offline. Each act has its own key, so the call itself may be repeated. */
@ApiTags('Till')
@ApiBearerAuth()
@Controller('transactions')
export class OfflineBatchController {
  constructor(private readonly batches: OfflineBatches) {}

  @Post('batch')
  @HttpCode(200)
  @BodyLimit(OFFLINE_BODY_BYTES)
  @RequirePermission('till.sale')
  @ApiOkResponse({ standardSchema: offlineAnswerSchema })
  record(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @CurrentLanguage() language: Language,
    @KeyRequired() call: KeyedCall,
    @Body({ schema: offlineBatchSchema }) dto: OfflineBatchDto,
  ): Promise<OfflineAnswer> {
    return this.batches.record(principal, dto, call, origin, language);
  }
}
