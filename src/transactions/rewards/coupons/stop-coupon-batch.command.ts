import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { Audit, UseCase } from '../../../security';
import { type BatchAnswer, batchAnswer } from './coupon-batch.dto';
import { batchNote, getBatch } from './coupon-batches';
import * as sql from './coupons.sql';

/** No code of the batch is good from now on; rewards that guests have already stay good. */
export class StopCouponBatch extends UseCase<BatchAnswer, { readonly batchId: string }> {}

@CommandHandler(StopCouponBatch)
export class StopCouponBatchHandler implements ICommandHandler<StopCouponBatch> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found` */
  execute({ context: { networkId, author, call }, input: { batchId } }: StopCouponBatch): Promise<BatchAnswer> {
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const batch = await getBatch(tx, networkId, batchId);
      await sql.stopBatch(tx, networkId, batchId);
      await this.audit.append(tx, networkId, { ...author, ...batchNote('coupon_batch.stopped', batch) });
      return batchAnswer(await getBatch(tx, networkId, batchId));
    });
  }
}
