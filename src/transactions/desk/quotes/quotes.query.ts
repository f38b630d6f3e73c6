import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { Database } from '../../../platform/database/database';
import type { RequestContext } from '../../../security';
import type { QuoteDto } from '../../till/intake/act.dto';
import { SingleActTransaction } from '../../till/queue/single-act-transaction';
import type { QuoteAnswer } from '../../till/responses/transaction-answer.dto';
import { SpendLimits } from '../../till/spending/confirmation/spend-limits';
import { CouponLookups } from '../../till/spending/rewards/coupon-lookups';
import { postedRow, QuotedSale } from './quoted-sale';

/** Decides a sale as it would be decided now, and writes nothing. */
@Injectable()
export class Quotes {
  constructor(
    private readonly quotedSale: QuotedSale,
    private readonly alone: SingleActTransaction,
    private readonly coupons: CouponLookups,
    private readonly spendLimits: SpendLimits,
    private readonly snapshots: Snapshots,
    private readonly database: Database,
  ) {}

  async quote(context: RequestContext, guestId: string, dto: QuoteDto): Promise<QuoteAnswer> {
    const act = await this.quotedSale.place(context, guestId, dto, (sale) => sale, null);
    await this.coupons.countingMisses(act, async () => (await this.coupons.areKnown(act)) || undefined);
    const snapshot = await this.snapshots.current(act.networkId);
    // Asked for at once, so that they share a round trip.
    const [outcome, rewards] = await Promise.all([
      this.alone.decideOnly(act),
      this.quotedSale.rewardsFor(context, guestId),
    ]);
    const row = postedRow(outcome);
    const way = row.identifiedBy ?? undefined;
    const reads = this.database.readsOf(act.networkId);
    const confirmAbove = await this.spendLimits.findLeft(reads, act, way, snapshot);
    const redeemable = outcome.kind === 'POSTED' ? outcome.redeemable : null;
    const isOther = row.guestId !== guestId && row.guestId !== null;
    const offered = isOther ? await this.quotedSale.rewardsFor(context, row.guestId) : rewards;
    return this.quotedSale.answerOf(context, row, { redeemable, confirmAbove }, null, offered);
  }
}
