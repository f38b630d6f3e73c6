import { Injectable } from '@nestjs/common';
import type { Redeemable } from '../../../decision';
import { ProblemError } from '../../../platform/problems/problem';
import { requireRestaurant, UseCase } from '../../../security';
import { ActIntake, actKeyOf, actOfCall } from '../../till/intake/act-intake';
import type { QuoteDto } from '../../till/intake/act.dto';
import { Till } from '../../till/queue/till';
import type { QuoteAnswer } from '../../till/responses/transaction-answer.dto';
import { postedRow, QuotedSale } from './quoted-sale';
import { Database } from '../../../platform/database/database';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { Handles } from '../../../platform/http/handlers-of';

/** A quote that sets its points aside until the sale captures them, they are let go, or their time is over. */
export class HoldPoints extends UseCase<QuoteAnswer, { readonly guestId: string; readonly body: QuoteDto }> {}

/** Lets a hold go: held points are available again, each lot with its own date. */
export class VoidHold extends UseCase<JournalRow, { readonly holdId: string }> {}

@Injectable()
export class QuotesHandlers {
  constructor(
    private readonly quotedSale: QuotedSale,
    private readonly till: Till,
    private readonly database: Database,
    private readonly intake: ActIntake,
  ) {}

  /** @throws ProblemError `idempotency_key_required`, and the refusals of the sale */
  @Handles(HoldPoints)
  async holdPoints({ context, input: { guestId, body } }: HoldPoints): Promise<QuoteAnswer> {
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
      await this.quotedSale.rewardsFor(context, row.guestId ?? '', row.restaurantId),
    );
  }

  /** @throws ProblemError `not_found`, `restaurant_not_allowed`, and the refusals of a hold that is over */
  @Handles(VoidHold)
  async voidHold({ context: { principal, networkId, call }, input: { holdId } }: VoidHold): Promise<JournalRow> {
    const hold = await this.database.inNetwork(networkId, (tx) =>
      tx.maybe<{ guestId: string; restaurantId: string | null }>(
        `SELECT guest_id AS "guestId", restaurant_id AS "restaurantId" FROM transactions
          WHERE network_id = $1 AND id = $2 AND type = 'HOLD' AND details->>'reserved' IS NULL`,
        [networkId, holdId],
      ),
    );
    if (hold === undefined) throw new ProblemError('not_found');
    if (hold.restaurantId !== null) requireRestaurant(principal, hold.restaurantId);
    const act = await this.intake.place({
      ...actOfCall({ principal, call }),
      guestId: hold.guestId,
      body: { kind: 'RELEASE', holdId },
    });
    const outcome = await this.till.submit(act);
    if (outcome.replayed) call.replayed(200);
    return postedRow(outcome);
  }
}
