import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Redeemable } from '../../../decision';
import { ProblemError } from '../../../platform/problems/problem';
import { UseCase } from '../../../security';
import { actKeyOf } from '../../till/intake/act-intake';
import type { QuoteDto } from '../../till/intake/act.dto';
import { Till } from '../../till/queue/till';
import type { QuoteAnswer } from '../../till/responses/transaction-answer.dto';
import { postedRow, QuotedSale } from './quoted-sale';

/** A quote that sets its points aside until the sale captures them, they are let go, or their time is over. */
export class HoldPoints extends UseCase<QuoteAnswer, { readonly guestId: string; readonly body: QuoteDto }> {}

@CommandHandler(HoldPoints)
export class HoldPointsHandler implements ICommandHandler<HoldPoints> {
  constructor(
    private readonly quotedSale: QuotedSale,
    private readonly till: Till,
  ) {}

  /** @throws ProblemError `idempotency_key_required`, and the refusals of the sale */
  async execute({ context, input: { guestId, body } }: HoldPoints): Promise<QuoteAnswer> {
    const key = actKeyOf(context.call);
    if (key === null) throw new ProblemError('idempotency_key_required');
    const act = await this.quotedSale.place(
      context,
      guestId,
      body,
      (sale, { settings }) => ({ kind: 'HOLD', sale, holdMinutes: body.holdMinutes ?? settings.holdMinutes }),
      key,
    );
    const outcome = await this.till.submit(act);
    const row = postedRow(outcome);
    const held = JSON.parse(row.details ?? '{}') as { holdExpiresAt: number; redeemable: Redeemable | null };
    if (outcome.replayed) context.call.replayed(201);
    else context.call.answered(201);
    return this.quotedSale.answerOf(
      context,
      row,
      { redeemable: held.redeemable, confirmAbove: null },
      { id: row.id, expiresAt: held.holdExpiresAt },
      await this.quotedSale.rewardsFor(context, row.guestId ?? ''),
    );
  }
}
