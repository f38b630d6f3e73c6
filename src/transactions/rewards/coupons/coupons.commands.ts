import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import { Audit, UseCase } from '../../../security';
import { batchAnswer, type BatchAnswer, type CreateBatchBody } from './coupon-batch.dto';
import { batchNote, CouponBatches, getBatch } from './coupon-batches';
import * as sql from './coupons.sql';
import { Handles } from '../../../platform/http/handlers-of';

/** Codes that give a reward. Single codes are made in the background, a shared one at once. */
export class CreateCouponBatch extends UseCase<BatchAnswer, { readonly body: CreateBatchBody }> {}

function requireSegments(named: readonly string[], known: ReadonlySet<string>): void {
  const faults = named.flatMap((code, index) =>
    known.has(code) ? [] : [{ path: `segments[${String(index)}]`, code: 'segment_unknown', message: '' }],
  );
  if (faults.length > 0) throw new ProblemError('invalid_body', {}, faults);
}

/** No code of the batch is good from now on; rewards that guests have already stay good. */
export class StopCouponBatch extends UseCase<BatchAnswer, { readonly batchId: string }> {}

@Injectable()
export class CouponsHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly snapshots: Snapshots,
    private readonly batches: CouponBatches,
    private readonly audit: Audit,
  ) {}

  /**
   * @throws ProblemError `not_found` for an item that the network does not have, `code_taken` for a shared code that it
   * has, `invalid_body` for a segment that it does not have
   */
  @Handles(CreateCouponBatch)
  async createCouponBatch({ context, input: { body } }: CreateCouponBatch): Promise<BatchAnswer> {
    const { networkId, author, call } = context;
    const snapshot = await this.snapshots.current(networkId);
    if (!snapshot.rewards.has(body.redemptionItemId)) throw new ProblemError('not_found');
    requireSegments(body.segments ?? [], snapshot.segmentCodes);
    return this.keyed.run(networkId, call, 201, async (tx) =>
      batchAnswer(await this.batches.create(tx, networkId, body, author)),
    );
  }

  /** @throws ProblemError `not_found` */
  @Handles(StopCouponBatch)
  stopCouponBatch({ context: { networkId, author, call }, input: { batchId } }: StopCouponBatch): Promise<BatchAnswer> {
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const batch = await getBatch(tx, networkId, batchId);
      await sql.stopBatch(tx, networkId, batchId);
      await this.audit.append(tx, networkId, { ...author, ...batchNote('coupon_batch.stopped', batch) });
      return batchAnswer(await getBatch(tx, networkId, batchId));
    });
  }
}
