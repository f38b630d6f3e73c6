import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../../security';
import type { QuoteDto, ReceiptDto } from '../../till/intake/act.dto';
import { SingleActTransaction } from '../../till/queue/single-act-transaction';
import type { QuoteAnswer } from '../../till/responses/transaction-answer.dto';
import { CouponLookups } from '../../till/spending/rewards/coupon-lookups';
import { NO_REWARDS, posted, QuotedSale } from './quoted-sale';

/** Decides a sale as of now, without writing. */
@Injectable()
export class Quotes {
  constructor(
    private readonly quotedSale: QuotedSale,
    private readonly alone: SingleActTransaction,
    private readonly coupons: CouponLookups,
  ) {}

  async quote(context: RequestContext, guestId: string, dto: QuoteDto): Promise<QuoteAnswer> {
    const act = await this.quotedSale.place(context, guestId, dto, (sale) => sale, null);
    await this.coupons.countingMisses(act, async () => (await this.coupons.areKnown(act)) || undefined);
    // Both reads start together, so that they share a round trip.
    const [outcome, rewards] = await Promise.all([
      this.alone.decideOnly(act),
      this.quotedSale.rewardsFor(context, guestId, act.restaurantId),
    ]);
    const { row, redeemable, confirmAbove = null } = posted(outcome);
    const isOther = row.guestId !== guestId && row.guestId !== null;
    const offered = isOther ? await this.quotedSale.rewardsFor(context, row.guestId, act.restaurantId) : rewards;
    return this.quotedSale.answerOf(context, row, { redeemable, confirmAbove }, null, offered);
  }

  /** Quotes a receipt without a guest, for campaigns that take money off for everybody. */
  async quoteReceipt(context: RequestContext, dto: ReceiptDto): Promise<QuoteAnswer> {
    const act = await this.quotedSale.place(context, null, dto, (sale) => sale, null);
    const { row } = posted(await this.alone.decideOnly(act));
    return this.quotedSale.answerOf(context, row, { redeemable: null, confirmAbove: null }, null, NO_REWARDS);
  }
}
