import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Snapshots } from '../../../configuration';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import { UseCase } from '../../../security';
import { type BatchAnswer, batchAnswer, type CreateBatchBody } from './coupon-batch.dto';
import { CouponBatches } from './coupon-batches';

/** Codes that give a reward. Single codes are made in the background, a shared one at once. */
export class CreateCouponBatch extends UseCase<BatchAnswer, { readonly body: CreateBatchBody }> {}

@CommandHandler(CreateCouponBatch)
export class CreateCouponBatchHandler implements ICommandHandler<CreateCouponBatch> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly snapshots: Snapshots,
    private readonly batches: CouponBatches,
  ) {}

  /**
   * @throws ProblemError `not_found` for an item that the network does not have, `code_taken` for a shared code that it
   * has, `invalid_body` for a segment that it does not have
   */
  async execute({ context, input: { body } }: CreateCouponBatch): Promise<BatchAnswer> {
    const { networkId, author, call } = context;
    const snapshot = await this.snapshots.current(networkId);
    if (!snapshot.rewards.has(body.redemptionItemId)) throw new ProblemError('not_found');
    requireSegments(body.segments ?? [], snapshot.segmentCodes);
    return this.keyed.run(networkId, call, 201, async (tx) =>
      batchAnswer(await this.batches.create(tx, networkId, body, author)),
    );
  }
}

function requireSegments(named: readonly string[], known: ReadonlySet<string>): void {
  const faults = named.flatMap((code, index) =>
    known.has(code) ? [] : [{ path: `segments[${String(index)}]`, code: 'segment_unknown', message: '' }],
  );
  if (faults.length > 0) throw new ProblemError('invalid_body', {}, faults);
}
