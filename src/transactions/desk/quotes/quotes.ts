import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Snapshots } from '../../../configuration';
import type { Redeemable } from '../../../decision';
import { Database } from '../../../platform/database/database';
import type { KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import type { Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import { networkOf, type Principal, requireRestaurant } from '../../../security';
import { occurredAtOf, receiptOf, saleBodyOf } from '../../till/intake/act-body.rules';
import { actKeyOf, ActIntake } from '../../till/intake/act-intake';
import type { QuoteDto } from '../../till/intake/act.dto';
import { requirePosted } from '../../till/responses/respond';
import { quoteAnswerOf } from '../../till/responses/transaction-answer';
import { CouponLookups } from '../../till/spending/rewards/coupon-lookups';
import { AvailableRewards } from '../../rewards/redemptions/available-rewards.query';
import type { QuoteAnswer, QuotedRewards } from '../../till/responses/transaction-answer.dto';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { Till } from '../../till/queue/till';
import { SingleActTransaction } from '../../till/queue/single-act-transaction';
import { NO_RECEIPT, type Outcome, type TillAct } from '../../ledger/act/till-act';

/** What a sale would give: decided as the sale would be, and not written; with a hold, points are set aside for it. */
@Injectable()
export class Quotes {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly intake: ActIntake,
    private readonly till: Till,
    private readonly single: SingleActTransaction,
    private readonly coupons: CouponLookups,
    private readonly rewards: AvailableRewards,
  ) {}

  async quote(
    principal: Principal,
    guestId: string,
    dto: QuoteDto,
    call: KeyedCall,
    language: Language,
  ): Promise<QuoteAnswer> {
    const { profile } = await this.snapshots.current(networkOf(principal));
    const act = await this.place(principal, guestId, dto, profile, call);
    if (!dto.hold) {
      await this.coupons.countingMisses(act, async () => (await this.coupons.areKnown(act)) || undefined);
      const outcome = await this.single.decideOnly(act);
      const row = postedRow(outcome);
      const available = await this.rewardsFor(profile.id, row.guestId ?? guestId, language);
      return quoteAnswerOf(row, outcome.kind === 'POSTED' ? outcome.redeemable : null, null, available, {
        network: profile,
        language,
      });
    }
    const outcome = await this.till.submit(act);
    const row = postedRow(outcome);
    const held = JSON.parse(row.details ?? '{}') as { holdExpiresAt: number; redeemable: Redeemable | null };
    if (outcome.replayed) call.replayed(201);
    else call.answered(201);
    return quoteAnswerOf(
      row,
      held.redeemable,
      { id: row.id, expiresAt: held.holdExpiresAt },
      await this.rewardsFor(profile.id, row.guestId ?? guestId, language),
      { network: profile, language },
    );
  }

  /** Lets a hold go. What was held is available again, each lot with its own date. */
  async void(principal: Principal, holdId: string, call: KeyedCall): Promise<JournalRow> {
    const networkId = networkOf(principal);
    const hold = await this.database.inNetwork(networkId, (tx) =>
      tx.maybe<{ guestId: string; restaurantId: string | null }>(
        `SELECT guest_id AS "guestId", restaurant_id AS "restaurantId" FROM transactions
          WHERE network_id = $1 AND id = $2 AND type = 'HOLD'`,
        [networkId, holdId],
      ),
    );
    if (hold === undefined) throw new ProblemError('not_found');
    if (hold.restaurantId !== null) requireRestaurant(principal, hold.restaurantId);
    const act = await this.intake.place({
      principal,
      guestId: hold.guestId,
      body: { kind: 'RELEASE', holdId },
      pointOfSaleId: null,
      receipt: NO_RECEIPT,
      occurredAt: null,
      key: actKeyOf(call),
      requestId: call.requestId,
    });
    const outcome = await this.till.submit(act);
    if (outcome.replayed) call.replayed(200);
    return postedRow(outcome);
  }

  private async rewardsFor(networkId: string, guestId: string, language: Language): Promise<QuotedRewards> {
    const { ready, offered } = await this.rewards.find(networkId, guestId, language);
    return {
      ready: ready.map(({ id, terms, expiresAt }) => ({
        redemptionId: id,
        code: terms.code,
        kind: terms.kind,
        minimumOrder: terms.minimumOrder,
        expiresAt: expiresAt?.toISOString() ?? null,
      })),
      offered: offered.map(({ reward, name, whyNot }) => ({
        redemptionItemId: reward.id,
        code: reward.code,
        name,
        kind: reward.document.kind,
        cost: reward.document.cost,
        byAppointment: reward.document.byAppointment,
        whyNot,
      })),
    };
  }

  private place(
    principal: Principal,
    guestId: string,
    dto: QuoteDto,
    network: NetworkProfile,
    call: KeyedCall,
  ): Promise<TillAct> {
    const sale = saleBodyOf(dto);
    const holdMinutes = dto.holdMinutes ?? network.settings.holdMinutes;
    const key = dto.hold ? actKeyOf(call) : null;
    if (dto.hold && key === null) throw new ProblemError('idempotency_key_required');
    return this.intake.place({
      principal,
      guestId,
      body: dto.hold ? { kind: 'HOLD', sale, holdMinutes } : sale,
      pointOfSaleId: dto.pointOfSaleId,
      receipt: receiptOf(dto),
      occurredAt: occurredAtOf(dto),
      key,
      requestId: call.requestId,
      isQuote: true,
    });
  }
}

function postedRow(outcome: Outcome): JournalRow {
  requirePosted(outcome);
  if (outcome.kind !== 'POSTED') throw new ProblemError('idempotency_key_reused');
  return outcome.row;
}
