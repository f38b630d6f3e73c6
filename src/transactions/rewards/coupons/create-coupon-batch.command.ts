import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Snapshots } from '../../../configuration';
import type { Tx } from '../../../platform/database/database';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { newId } from '../../../platform/ids/ids';
import { ProblemError } from '../../../platform/problems/problem';
import { Audit, Pii, UseCase } from '../../../security';
import { couponDigest } from '../../till/spending/rewards/coupon-digest';
import { type BatchAnswer, batchAnswer, type CreateBatchBody } from './coupon-batch.dto';
import { batchNote, getBatch } from './coupon-batches';
import * as sql from './coupons.sql';

/** Codes that give a reward. Single codes are made in the background, a shared one at once. */
export class CreateCouponBatch extends UseCase<BatchAnswer, { readonly body: CreateBatchBody }> {}

@CommandHandler(CreateCouponBatch)
export class CreateCouponBatchHandler implements ICommandHandler<CreateCouponBatch> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly snapshots: Snapshots,
    private readonly audit: Audit,
    private readonly pii: Pii,
  ) {}

  /**
   * @throws ProblemError `not_found` for an item that the network does not have, `code_taken` for a shared code that it
   * has, `invalid_body` for a segment that it does not have
   */
  async execute({ context, input: { body } }: CreateCouponBatch): Promise<BatchAnswer> {
    const { principal, networkId, author, call } = context;
    const snapshot = await this.snapshots.current(networkId);
    if (!snapshot.rewards.has(body.redemptionItemId)) throw new ProblemError('not_found');
    requireSegments(body.segments ?? [], snapshot.segmentCodes);
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const batch = await sql.insertBatch(tx, networkId, {
        id: newId(),
        rewardId: body.redemptionItemId,
        name: body.name ?? null,
        kind: body.kind,
        codes: body.kind === 'SINGLE' ? body.count : 1,
        uses: body.kind === 'SINGLE' ? 1 : body.uses,
        perGuest: body.perGuest ?? null,
        segments: body.segments ?? [],
        validFrom: body.validFrom ?? null,
        validUntil: body.validUntil ?? null,
        createdBy: principal.id,
      });
      if (body.kind === 'SHARED') await this.appendShared(tx, networkId, batch, body.code);
      await this.audit.append(tx, networkId, { ...author, ...batchNote('coupon_batch.created', batch) });
      return batchAnswer(await getBatch(tx, networkId, batch.id));
    });
  }

  private async appendShared(tx: Tx, networkId: string, batch: sql.BatchRow, typed: string): Promise<void> {
    const digest = couponDigest(this.pii, networkId, typed);
    if (digest === null) throw new ProblemError('invalid_body', {}, [{ path: 'code', code: 'not_valid', message: '' }]);
    if (!(await sql.appendSharedCoupon(tx, networkId, batch, digest))) throw new ProblemError('code_taken');
    await sql.noteProgress(tx, networkId, batch.id, 1);
  }
}

function requireSegments(named: readonly string[], known: ReadonlySet<string>): void {
  const faults = named.flatMap((code, index) =>
    known.has(code) ? [] : [{ path: `segments[${String(index)}]`, code: 'segment_unknown', message: '' }],
  );
  if (faults.length > 0) throw new ProblemError('invalid_body', {}, faults);
}
