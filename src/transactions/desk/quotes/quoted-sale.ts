import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Snapshots } from '../../../configuration';
import { ProblemError } from '../../../platform/problems/problem';
import type { RequestContext } from '../../../security';
import type { Outcome, Posted, TillAct } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { AvailableRewards } from '../../rewards/redemptions/available-rewards.query';
import { occurredAtOf, receiptOf, saleBodyOf, spendOf } from '../../till/intake/act-body.rules';
import { ActIntake } from '../../till/intake/act-intake';
import type { QuoteDto, ReceiptDto } from '../../till/intake/act.dto';
import { requirePosted } from '../../till/responses/respond';
import { quoteAnswerOf } from '../../till/responses/transaction-answer';
import type { QuoteAnswer, QuotedRewards } from '../../till/responses/transaction-answer.dto';

export const NO_REWARDS: QuotedRewards = { ready: [], offered: [] };

/** The steps that a quote and a hold have in common: the act of the quoted sale, and the answer. */
@Injectable()
export class QuotedSale {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly intake: ActIntake,
    private readonly rewards: AvailableRewards,
  ) {}

  /** The act of the quoted sale. */
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
    const { profile } = await this.snapshots.current(networkId);
    return quoteAnswerOf(row, redeemable, hold, rewards, { network: profile, language });
  }

  /** The rewards that a guest of the network holds or may get now; nothing is read where it has no catalogue. */
  async rewardsFor(
    { networkId, language }: RequestContext,
    guestId: string,
    restaurantId: string | null,
  ): Promise<QuotedRewards> {
    // A reward that was ever redeemed stays in the catalogue.
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

/** @throws ProblemError for a refusal */
export function posted(outcome: Outcome): Posted {
  requirePosted(outcome);
  if (outcome.kind !== 'POSTED') throw new ProblemError('idempotency_key_reused');
  return outcome;
}

/** @throws ProblemError for a refusal */
export function postedRow(outcome: Outcome): JournalRow {
  return posted(outcome).row;
}
