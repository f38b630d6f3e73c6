import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Snapshots } from '../../../configuration';
import { ProblemError, found } from '../../../platform/problems/problem';
import { type RequestContext, requireRestaurant, UseCase } from '../../../security';
import type { Outcome, PostedOutcome, TillAct } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { AvailableRewards } from '../../rewards/redemptions/available-rewards.query';
import { occurredAtOf, receiptOf, saleBodyOf, spendOf } from '../../till/intake/act-body.rules';
import { ActIntake, actKeyOf, actOfCall } from '../../till/intake/act-intake';
import type { QuoteDto, ReceiptDto } from '../../till/intake/act.dto';
import { requirePosted } from '../../till/responses/respond';
import { readerOf } from '../../till/responses/shown-names';
import { quoteAnswerOf } from '../../till/responses/transaction-answer';
import type { QuoteAnswer, QuotedRewards } from '../../till/responses/transaction-answer.dto';
import type { Redeemable } from '../../../decision';
import { Till } from '../../till/queue/till';
import { Database } from '../../../platform/database/database';
import { Handles } from '../../../platform/http/handlers-of';

export const NO_REWARDS: QuotedRewards = { ready: [], offered: [] };

/** A quote that sets its points aside until the sale captures them, they are let go, or their time is over. */
export class HoldPoints extends UseCase<QuoteAnswer, { guestId: string; body: QuoteDto }> {}

/** Lets a hold go: held points are available again, each lot with its own date. */
export class VoidHold extends UseCase<JournalRow, { holdId: string }> {}

/** Holds of quoted sales, and steps that quotes and holds share. */
@Injectable()
export class QuotedSale {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly intake: ActIntake,
    private readonly rewards: AvailableRewards,
    private readonly till: Till,
    private readonly database: Database,
  ) {}

  /** @throws ProblemError `idempotency_key_required`, and the refusals of the sale */
  @Handles(HoldPoints)
  async holdPoints({ context, input: { guestId, body } }: HoldPoints): Promise<QuoteAnswer> {
    const key = actKeyOf(context.call);
    if (key === null) throw new ProblemError('idempotency_key_required');
    const act = await this.place(
      context,
      guestId,
      body,
      (sale, { settings }) => ({ kind: 'HOLD', sale, holdMinutes: body.holdMinutes ?? settings.holdMinutes }),
      key,
    );
    const outcome = await this.till.submit(act);
    const { row } = posted(outcome);
    const held = JSON.parse(row.details ?? '{}') as { holdExpiresAt: number; redeemable: Redeemable | null };
    if (outcome.replayed) context.call.replayed(201);
    else context.call.answered(201);
    return this.answerOf(
      context,
      row,
      { redeemable: held.redeemable, confirmAbove: null },
      { id: row.id, expiresAt: held.holdExpiresAt },
      await this.rewardsFor(context, row.guestId ?? '', row.restaurantId),
    );
  }

  /** @throws ProblemError `not_found`, `restaurant_not_allowed`, and the refusals of a hold that is over */
  @Handles(VoidHold)
  async voidHold({ context: { principal, networkId, call }, input: { holdId } }: VoidHold): Promise<JournalRow> {
    const hold = found(
      await this.database.inNetwork(
        networkId,
        (tx) =>
          tx.maybe<{ guestId: string; restaurantId: string | null }>`
            SELECT guest_id AS "guest_id!", restaurant_id FROM transactions
             WHERE network_id = ${networkId} AND id = ${holdId} AND type = 'HOLD' AND details->>'reserved' IS NULL`,
      ),
    );
    if (hold.restaurantId !== null) requireRestaurant(principal, hold.restaurantId);
    const act = await this.intake.place({
      ...actOfCall({ principal, call }),
      guestId: hold.guestId,
      body: { kind: 'RELEASE', holdId },
    });
    const outcome = await this.till.submit(act);
    if (outcome.replayed) call.replayed(200);
    return posted(outcome).row;
  }

  /** Makes the act of the quoted sale. */
  async place(
    { principal, networkId, call, origin }: RequestContext,
    guestId: string | null,
    dto: QuoteDto | ReceiptDto,
    bodyOf: (sale: ReturnType<typeof saleBodyOf>, network: NetworkProfile) => TillAct['body'],
    key: TillAct['key'],
  ): Promise<TillAct> {
    const { profile } = await this.snapshots.current(networkId);
    return this.intake.place({
      principal,
      guestId,
      body: bodyOf(saleBodyOf(dto), profile),
      pointOfSaleId: dto.pointOfSaleId,
      receipt: receiptOf(dto),
      occurredAt: occurredAtOf(dto),
      key,
      requestId: call.requestId,
      ...('hold' in dto ? spendOf(dto) : {}),
      origin,
      isQuote: true,
    });
  }

  async answerOf(
    { networkId, language }: RequestContext,
    row: JournalRow,
    redeemable: Parameters<typeof quoteAnswerOf>[1],
    hold: { readonly id: string; readonly expiresAt: number } | null,
    rewards: QuotedRewards,
  ): Promise<QuoteAnswer> {
    const reader = readerOf(await this.snapshots.current(networkId), language, false);
    return quoteAnswerOf(row, redeemable, hold, rewards, reader);
  }

  /** Rewards that the guest has or may get now. Reads nothing where the network has no catalogue. */
  async rewardsFor(
    { networkId, language }: RequestContext,
    guestId: string,
    restaurantId: string | null,
  ): Promise<QuotedRewards> {
    // Redeemed rewards stay in the catalogue, so without a catalogue there are none.
    if ((await this.snapshots.current(networkId)).rewards.size === 0) return NO_REWARDS;
    const { ready, offered } = await this.rewards.find(networkId, guestId, language, restaurantId);
    return {
      ready: ready.map(({ id, terms, expiresAt }) => ({
        redemptionId: id,
        code: terms.code,
        kind: terms.kind,
        minimumOrder: terms.minimumOrder,
        expiresAt: expiresAt?.toISOString() ?? null,
      })),
      offered: offered.map(({ reward, name, whyNot, opensAt, endedAt }) => ({
        redemptionItemId: reward.id,
        code: reward.code,
        name,
        kind: reward.document.kind,
        cost: reward.document.cost,
        minimumOrder: reward.document.minimumOrder,
        byAppointment: reward.document.byAppointment,
        shippingRequired: reward.document.shippingRequired,
        whyNot,
        opensAt,
        endedAt,
      })),
    };
  }
}

/** @throws ProblemError when the outcome is a refusal */
export function posted(outcome: Outcome): PostedOutcome {
  requirePosted(outcome);
  if (outcome.kind !== 'POSTED') throw new ProblemError('idempotency_key_reused');
  return outcome;
}
