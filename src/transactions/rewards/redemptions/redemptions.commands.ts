import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { Audit, UseCase } from '../../../security';
import type { Outcome } from '../../ledger/act/till-act';
import { RefundSale } from '../../till/approvals/approvals.commands';
import { closed, getRow, Redemptions, requireSender } from './redemptions';
import { ProblemError } from '../../../platform/problems/problem';
import { lockGuests } from '../../ledger/read/guest-locks.sql';
import * as sql from '../../till/spending/rewards/redemption.sql';
import type { RedemptionStatus } from '../../till/spending/rewards/reward-plan';
import type { RedemptionAnswer } from './redemption.dto';
import { HANDED_OVER } from './redemption-answers';
import { Handles } from '../../../platform/http/handlers-of';

/** Gives back points with their dates, stock, appointment and coupon of a reward that was not handed over or used. */
export class CancelRedemption extends UseCase<Outcome, { readonly redemptionId: string }> {}

/** From where each step may be taken; a cancellation is a refund of the redemption. */
const MAY_BECOME: Readonly<Record<'READY' | 'FULFILLED', readonly RedemptionStatus[]>> = {
  READY: ['PENDING'],
  FULFILLED: ['PENDING', 'READY'],
};

/** A redeemed reward is made ready or sent, and handed over or delivered. */
export class MoveRedemption extends UseCase<
  RedemptionAnswer,
  { readonly redemptionId: string; readonly to: 'READY' | 'FULFILLED' }
> {}

@Injectable()
export class RedemptionsHandlers {
  constructor(
    private readonly redemptions: Redemptions,
    private readonly keyed: KeyedCalls,
    private readonly commands: CommandBus,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found`, `redemption_closed`, `own_account`, `restaurant_not_allowed`, `forbidden` */
  @Handles(CancelRedemption)
  async cancelRedemption({ context, input: { redemptionId } }: CancelRedemption): Promise<Outcome> {
    const { principal, networkId, call } = context;
    const row = await this.redemptions.getFor(principal, redemptionId);
    requireSender(principal, row);
    // A coupon's use at a sale has no row of its own in the journal: the sale is refunded.
    if (row.transactionId !== row.id) return this.keyed.run(networkId, call, 201, () => Promise.reject(closed(row)));
    return this.commands.execute(new RefundSale(context, { saleId: redemptionId, body: { reason: 'CANCELLED' } }));
  }

  /**
   * No points move, so there is no journal row; the guest's version rises, since a sale reads what is ready.
   * @throws ProblemError `not_found`, `redemption_closed`, `own_account`, `restaurant_not_allowed`, `forbidden`
   */
  @Handles(MoveRedemption)
  async moveRedemption({ context, input: { redemptionId, to } }: MoveRedemption): Promise<RedemptionAnswer> {
    const { principal, networkId, author, call } = context;
    const known = await this.redemptions.getFor(principal, redemptionId);
    requireSender(principal, known);
    const { guestId } = known;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await lockGuests(tx, networkId, [guestId]);
      const before = await getRow(tx, networkId, redemptionId);
      // The guest was merged into another, or parted from one, between the two reads.
      if (before.guestId !== guestId) throw new ProblemError('version_conflict');
      if (before.isPast || !MAY_BECOME[to].includes(before.status)) throw closed(before);
      await sql.raiseGuestVersion(tx, networkId, guestId);
      await sql.setStatus(tx, networkId, redemptionId, to);
      if (to === 'READY' && before.addressEncrypted !== null) await sql.keepWithoutEnd(tx, networkId, redemptionId);
      await this.audit.append(tx, networkId, {
        ...author,
        action: to === 'READY' ? 'redemption.made_ready' : HANDED_OVER,
        subjectKind: 'redemption',
        subjectId: redemptionId,
        before: { status: before.status },
        after: { status: to },
      });
      return this.redemptions.answer(principal, await getRow(tx, networkId, redemptionId), tx);
    });
  }
}
