import { Injectable } from '@nestjs/common';
import { Database, type Statements } from '../../../platform/database/database';
import type { IdSlice } from '../../../platform/http/list-query';
import { ProblemError, found } from '../../../platform/problems/problem';
import {
  districtOf,
  networkOf,
  Pii,
  type Principal,
  refuseOwnAccount,
  requirePermission,
  requireRestaurant,
  Audit,
  UseCase,
} from '../../../security';
import { isGuestKnown } from '../../ledger/read/known-guest.sql';
import * as sql from '../../till/spending/rewards/redemption.sql';
import type { RedemptionRow, RedemptionStatus } from '../../till/spending/rewards/reward-plan';
import type { RedemptionAnswer } from './redemption.dto';
import { redemptionAnswers, HANDED_OVER } from './redemption-answers';
import { CommandBus } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import type { Outcome } from '../../ledger/act/till-act';
import { RefundSale } from '../../till/approvals/refund-sale.command';
import { ActIntake, actOfCall } from '../../till/intake/act-intake';
import { Till } from '../../till/queue/till';
import type { TakeRewardBody } from '../own-rewards/own-rewards.dto';
import { lockGuests } from '../../ledger/read/guest-locks.sql';
import { Handles } from '../../../platform/http/handlers-of';

/** Gives back points with their dates, stock, appointment and coupon of a reward that was not handed over or used. */
export class CancelRedemption extends UseCase<Outcome, { redemptionId: string }> {}

/** From where each step may be taken; a cancellation is a refund of the redemption. */
const MAY_BECOME: Readonly<Record<'READY' | 'FULFILLED', readonly RedemptionStatus[]>> = {
  READY: ['PENDING'],
  FULFILLED: ['PENDING', 'READY'],
};

/** A redeemed reward is made ready or sent, and handed over or delivered. */
export class MoveRedemption extends UseCase<RedemptionAnswer, { redemptionId: string; to: 'READY' | 'FULFILLED' }> {}

/** A guest takes a reward of the catalogue for points or a coupon. The guest alone asks, so the spend needs no confirmation. */
export class TakeOwnReward extends UseCase<Outcome, { body: TakeRewardBody }> {}

/** Rewards of guests: those waiting to be handed over, and those handed over. */
@Injectable()
export class Redemptions {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly keyed: KeyedCalls,
    private readonly commands: CommandBus,
    private readonly audit: Audit,
    private readonly intake: ActIntake,
    private readonly till: Till,
  ) {}

  /** @throws ProblemError `not_found`, `redemption_closed`, `own_account`, `restaurant_not_allowed`, `forbidden` */
  @Handles(CancelRedemption)
  async cancelRedemption({ context, input: { redemptionId } }: CancelRedemption): Promise<Outcome> {
    const { principal, networkId, call } = context;
    const row = await this.getFor(principal, redemptionId);
    requireSender(principal, row);
    // A coupon used at a sale has no journal row of its own, so it returns only with a refund of the sale.
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
    const known = await this.getFor(principal, redemptionId);
    requireSender(principal, known);
    const { guestId } = known;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await lockGuests(tx, networkId, [guestId]);
      const before = await getRow(tx, networkId, redemptionId);
      // The guest was merged into another, or parted from one, between the two reads.
      if (before.guestId !== guestId) throw new ProblemError('version_conflict');
      if (before.isPast || !MAY_BECOME[to].includes(before.status)) throw closed(before);
      // A change without a decision raises the guest's version (ledger.md, rule 1).
      await tx.query`
        UPDATE guest_states SET version = version + 1 WHERE network_id = ${networkId} AND guest_id = ${guestId}`;
      await sql.setStatus(tx, networkId, redemptionId, to);
      // A redemption that is on its way to the guest has no end.
      if (to === 'READY' && before.addressEncrypted !== null)
        await tx.query`
          UPDATE redemptions SET expires_at = 'infinity' WHERE network_id = ${networkId} AND id = ${redemptionId}`;
      await this.audit.appendOn(
        tx,
        networkId,
        author,
        to === 'READY' ? 'redemption.made_ready' : HANDED_OVER,
        ['redemption', redemptionId],
        { before: { status: before.status }, after: { status: to } },
      );
      return this.answer(principal, await getRow(tx, networkId, redemptionId), tx);
    });
  }

  @Handles(TakeOwnReward)
  async takeOwnReward({ context: { principal, call }, input: { body } }: TakeOwnReward): Promise<Outcome> {
    const act = await this.intake.place({
      ...actOfCall({ principal, call }),
      guestId: principal.id,
      body: {
        kind: 'REWARD',
        rewardId: body.redemptionItemId,
        quantity: body.quantity ?? 1,
        slotId: body.slotId ?? null,
        coupon: body.coupon ?? null,
        shippingAddress: body.shippingAddress,
      },
      channel: 'API',
    });
    return this.till.submit(act);
  }

  /** Throws `not_found`. */
  async get(networkId: string, id: string): Promise<RedemptionRow> {
    return getRow(this.database.readsOf(networkId), networkId, id);
  }

  listOfGuest(networkId: string, guestId: string, open: boolean, slice: IdSlice): Promise<RedemptionRow[]> {
    return sql.listRedemptionsOfGuest(this.database.readsOf(networkId), networkId, guestId, open, slice);
  }

  /** Throws `guest_not_found` for a guest that the network does not have. */
  async requireGuest(networkId: string, guestId: string): Promise<void> {
    if (!(await isGuestKnown(this.database.readsOf(networkId), networkId, guestId, { erasedToo: true })))
      throw new ProblemError('guest_not_found');
  }

  /** Redemptions of all guests that wait or may be used, a slice of them. */
  listOpen(principal: Principal, slice: IdSlice): Promise<RedemptionRow[]> {
    const networkId = networkOf(principal);
    return sql.listOpenRedemptions(this.database.readsOf(networkId), networkId, slice, districtOf(principal));
  }

  /** The rows as this reader may see them. */
  async answers(reader: Principal, rows: readonly RedemptionRow[]): Promise<RedemptionAnswer[]> {
    return rows.map(await redemptionAnswers(this.database.readsOf(networkOf(reader)), this.pii, reader, rows));
  }

  async answer(
    reader: Principal,
    row: RedemptionRow,
    tx: Statements = this.database.readsOf(networkOf(reader)),
  ): Promise<RedemptionAnswer> {
    const answerOf = await redemptionAnswers(tx, this.pii, reader, [row]);
    return answerOf(row);
  }

  /** One that the caller may act on. @throws ProblemError `not_found`, `own_account`, `restaurant_not_allowed` */
  async getFor(principal: Principal, id: string): Promise<RedemptionRow> {
    const row = await this.get(networkOf(principal), id);
    refuseOwnAccount(principal, row.guestId);
    if (row.restaurantId !== null) requireRestaurant(principal, row.restaurantId);
    return row;
  }
}

/** A reward that is sent is moved by those who see its address. @throws ProblemError `forbidden` */
function requireSender(principal: Principal, { addressEncrypted }: RedemptionRow): void {
  if (addressEncrypted !== null) requirePermission(principal, 'deliveries.manage');
}

/** @throws ProblemError `not_found` */
async function getRow(tx: Statements, networkId: string, id: string): Promise<RedemptionRow> {
  const row = found((await sql.listRedemptionsById(tx, networkId, [id]))[0]);
  return row;
}

function closed(row: RedemptionRow): ProblemError {
  const isOpen = row.status === 'PENDING' || row.status === 'READY';
  return new ProblemError('redemption_closed', {
    redemptionId: row.id,
    redemptionStatus: isOpen && row.isPast ? 'EXPIRED' : row.status,
  });
}
