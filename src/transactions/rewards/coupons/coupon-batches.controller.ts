import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Operation } from '../../../platform/http/operation.decorator';
import type { ApiReply } from '../../../platform/http/api-request';
import { pageOfSlice, sliceOf } from '../../../platform/http/list-query';
import { uuid } from '../../../platform/http/schemas';
import {
  Context,
  CurrentPrincipal,
  KeyRequiredContext,
  networkOf,
  type Principal,
  type RequestContext,
  RequirePermission,
} from '../../../security';
import * as dto from './coupon-batch.dto';
import { CouponBatches } from './coupon-batches';
import { CreateCouponBatch } from './create-coupon-batch.command';
import { StopCouponBatch } from './stop-coupon-batch.command';

const LIST = 'coupon-batches';

/** Codes that give a reward: made together, downloaded, stopped. */
@ApiTags('Rewards')
@ApiBearerAuth()
@Controller('coupons/batches')
export class CouponBatchesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly batches: CouponBatches,
  ) {}

  @Operation({ id: 'listCouponBatches', summary: 'List coupon batches', description: 'Newest first.' })
  @Get()
  @RequirePermission('rewards.manage')
  @ApiOkResponse({ standardSchema: dto.batchPageSchema })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: dto.batchListQuery }) query: z.infer<typeof dto.batchListQuery>,
  ) {
    const rows = await this.batches.list(networkOf(principal), query.status ?? null, sliceOf(LIST, query));
    const { items, nextCursor } = pageOfSlice(LIST, query, rows, (row) => row.id);
    return { items: items.map(dto.batchAnswer), nextCursor };
  }

  @Operation({
    id: 'createCouponBatch',
    summary: 'Create coupon codes that give a reward',
    description:
      'A shared code is good at once. Single codes are made in the background: read the batch again until its `status` ' +
      'is `READY`, then download the codes.',
    problems: ['not_found', 'code_taken'],
  })
  @Post()
  @RequirePermission('rewards.manage')
  @ApiCreatedResponse({ standardSchema: dto.batchSchema })
  create(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.createBatchSchema }) body: dto.CreateBatchBody,
  ): Promise<dto.BatchAnswer> {
    return this.commands.execute(new CreateCouponBatch(context, { body }));
  }

  @Operation({ id: 'getCouponBatch', summary: 'Get a coupon batch', problems: ['not_found'] })
  @Get(':id')
  @RequirePermission('rewards.manage')
  @ApiOkResponse({ standardSchema: dto.batchSchema })
  async read(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.BatchAnswer> {
    return dto.batchAnswer(await this.batches.get(networkOf(principal), id));
  }

  @Operation({
    id: 'stopCouponBatch',
    summary: 'Stop the codes of a batch',
    description:
      'No code of it can be used from now on. Rewards that guests already got by its codes stay good. Stopping again ' +
      'changes nothing.',
    problems: ['not_found'],
  })
  @Post(':id/stop')
  @HttpCode(200)
  @RequirePermission('rewards.manage')
  @ApiOkResponse({ standardSchema: dto.batchSchema })
  stop(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.BatchAnswer> {
    return this.commands.execute(new StopCouponBatch(context, { batchId: id }));
  }

  @Operation({
    id: 'downloadCouponCodes',
    summary: 'Download the single codes of a batch',
    description:
      'A CSV file with the headings `code`, `reward`, `batch`, `valid_until`: each line says what its code gives, the name ' +
      'of the batch, and when it ends in the time of the network. A batch of a shared code has no file (404), and a batch ' +
      'whose codes are still being made answers 409. The download is noted in the audit.',
    problems: ['not_found', 'request_in_progress'],
  })
  @Get(':id/codes')
  @RequirePermission('rewards.manage')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  async codes(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const { name, lines } = await this.batches.codesOf(context, id);
    void reply
      .type('text/csv; charset=utf-8')
      .header(
        'Content-Disposition',
        `attachment; filename="coupons-${id}.csv"; filename*=UTF-8''${encodeURIComponent(name)}`,
      )
      .header('Cache-Control', 'no-store')
      .send(Readable.from(lines));
  }
}
