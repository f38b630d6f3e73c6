import { Readable } from 'node:stream';
import { Body, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import type { z } from 'zod';
import type { ApiReply } from '../../../platform/http/api-request';
import { csvFile } from '../../../platform/http/csv';
import { pageOfSlice, sliceOf } from '../../../platform/http/list-query';
import { Context, KeyRequiredContext, NetworkId, type RequestContext, Route, Routes } from '../../../security';
import * as dto from './coupon-batch.dto';
import { CouponBatches, CreateCouponBatch, StopCouponBatch } from './coupon-batches';

const LIST = 'coupon-batches';

/** Codes that give a reward: made together, downloaded, stopped. */
@Routes('coupons/batches', 'Rewards', 'rewards.manage')
export class CouponBatchesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly batches: CouponBatches,
  ) {}

  @Route('GET', {
    id: 'listCouponBatches',
    summary: 'List coupon batches',
    description: 'Newest first.',
    ok: dto.batchPageSchema,
  })
  async list(
    @NetworkId() networkId: string,
    @Query({ schema: dto.batchListQuery }) query: z.infer<typeof dto.batchListQuery>,
  ) {
    const rows = await this.batches.list(networkId, query.status ?? null, sliceOf(LIST, query));
    return pageOfSlice(LIST, query, rows, (row) => row.id, dto.batchAnswer);
  }

  @Route('POST', {
    id: 'createCouponBatch',
    summary: 'Create coupon codes that give a reward',
    description:
      'A shared code is good at once. Single codes are made in the background: read the batch again until its `status` ' +
      'is `READY`, then download the codes.',
    created: dto.batchSchema,
    problems: ['not_found', 'code_taken'],
  })
  create(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.createBatchSchema }) body: dto.CreateBatchBody,
  ) {
    return this.commands.execute(new CreateCouponBatch(context, { body }));
  }

  @Route('GET :id', {
    id: 'getCouponBatch',
    summary: 'Get a coupon batch',
    ok: dto.batchSchema,
    problems: ['not_found'],
  })
  async read(@NetworkId() networkId: string, @Id() id: string): Promise<dto.BatchAnswer> {
    return dto.batchAnswer(await this.batches.get(networkId, id));
  }

  @Route('POST :id/stop', {
    id: 'stopCouponBatch',
    summary: 'Stop the codes of a batch',
    description:
      'No code of it can be used from now on. Rewards that guests already got by its codes stay good. Stopping again ' +
      'changes nothing.',
    ok: dto.batchSchema,
    problems: ['not_found'],
  })
  stop(@KeyRequiredContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new StopCouponBatch(context, { batchId: id }));
  }

  @Route('GET :id/codes', {
    id: 'downloadCouponCodes',
    summary: 'Download the single codes of a batch',
    description:
      'A CSV file with the headings `code`, `reward`, `batch`, `valid_until`: each line says what its code gives, the name ' +
      'of the batch, and when it ends in the time of the network. A batch of a shared code has no file (404), and a batch ' +
      'whose codes are still being made answers 409. The download is noted in the audit.',
    ok: csvFile,
    problems: ['not_found', 'request_in_progress'],
  })
  async codes(@Context() context: RequestContext, @Id() id: string, @Res() reply: ApiReply): Promise<void> {
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
