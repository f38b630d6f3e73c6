import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { ApiReply } from '../../../platform/http/api-request';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { pageQuery, uuid } from '../../../platform/http/schemas';
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

  @Get()
  @RequirePermission('rewards.manage')
  @ApiOkResponse({ standardSchema: dto.batchPageSchema })
  async list(@CurrentPrincipal() principal: Principal, @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>) {
    const before = query.cursor === undefined ? null : decodeCursor(LIST, query.cursor, uuid);
    const rows = await this.batches.list(networkOf(principal), before, query.limit + 1);
    const { items, nextCursor } = pageFrom(LIST, rows, query.limit, (row) => row.id);
    return { items: items.map(dto.batchAnswer), nextCursor };
  }

  /** Single codes are made in the background: ask again until `status` is READY. */
  @Post()
  @RequirePermission('rewards.manage')
  @ApiCreatedResponse({ standardSchema: dto.batchSchema })
  create(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.createBatchSchema }) body: dto.CreateBatchBody,
  ): Promise<dto.BatchAnswer> {
    return this.commands.execute(new CreateCouponBatch(context, { body }));
  }

  @Get(':id')
  @RequirePermission('rewards.manage')
  @ApiOkResponse({ standardSchema: dto.batchSchema })
  async read(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.BatchAnswer> {
    return dto.batchAnswer(await this.batches.get(networkOf(principal), id));
  }

  /** No code of it is good from now on; what guests have by them stays good. */
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

  /** The codes as CSV, one a line under the heading `code`. */
  @Get(':id/codes')
  @RequirePermission('rewards.manage')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  async codes(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const lines = await this.batches.codesOf(context, id);
    void reply
      .type('text/csv; charset=utf-8')
      .header('Content-Disposition', `attachment; filename="coupons-${id}.csv"`)
      .header('Cache-Control', 'no-store')
      .send(Readable.from(lines));
  }
}
