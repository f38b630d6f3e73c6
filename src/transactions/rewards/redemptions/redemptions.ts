import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database';
import type { KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import { Audit, networkOf, type Origin, type Principal, refuseOwnAccount, requireRestaurant } from '../../../security';
import { Refunds } from '../../till/approvals/refunds';
import type { Outcome } from '../../ledger/act/till-act';
import { lockGuests } from '../../ledger/read/guest-locks.sql';
import * as sql from '../../till/spending/rewards/redemption.sql';
import { type RedemptionAnswer, redemptionAnswer } from './redemption.dto';
import type { RedemptionRow, RedemptionStatus } from '../../till/spending/rewards/reward-plan';

/** From where each step of a person's hand may be taken; a cancellation is a refund of the redemption. */
const MAY_BECOME: Readonly<Record<'READY' | 'FULFILLED', readonly RedemptionStatus[]>> = {
  READY: ['PENDING'],
  FULFILLED: ['PENDING', 'READY'],
};

/** Rewards in the hands of guests: what waits to be handed over, and what staff do with it. */
@Injectable()
export class Redemptions {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
    private readonly refunds: Refunds,
  ) {}

  /** Throws `not_found`. */
  async get(networkId: string, id: string): Promise<RedemptionRow> {
    return this.database.inNetwork(networkId, (tx) => getRow(tx, networkId, id));
  }

  /** Newest first. */
  listOfGuest(
    networkId: string,
    guestId: string,
    open: boolean,
    before: string | null,
    limit: number,
  ): Promise<RedemptionRow[]> {
    return this.database.inNetwork(networkId, (tx) =>
      sql.listRedemptionsOfGuest(tx, networkId, guestId, open, before, limit),
    );
  }

  /** Throws `guest_not_found` for a guest that the network does not have. */
  async requireGuest(networkId: string, guestId: string): Promise<void> {
    const guest = await this.database.inNetwork(networkId, (tx) =>
      tx.maybe('SELECT 1 FROM guest_states WHERE network_id = $1 AND guest_id = $2', [networkId, guestId]),
    );
    if (guest === undefined) throw new ProblemError('guest_not_found');
  }

  /** What waits or may be used, of all guests, oldest first. */
  listOpen(networkId: string, after: string | null, limit: number): Promise<RedemptionRow[]> {
    return this.database.inNetwork(networkId, (tx) => sql.listOpenRedemptions(tx, networkId, after, limit));
  }

  /**
   * Makes it ready, or hands it over. No points move, so there is no journal row; the guest's version rises, since a
   * sale reads what is ready. Throws `not_found`, `redemption_closed`, `own_account`, `restaurant_not_allowed`.
   */
  async move(
    principal: Principal,
    id: string,
    to: 'READY' | 'FULFILLED',
    call: KeyedCall,
    origin: Origin,
  ): Promise<RedemptionAnswer> {
    const networkId = networkOf(principal);
    const { guestId } = await this.getFor(principal, id);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await lockGuests(tx, networkId, [guestId]);
      const before = await getRow(tx, networkId, id);
      // Its guest was merged into another, or parted from one, between the two.
      if (before.guestId !== guestId) throw new ProblemError('version_conflict');
      if (before.isPast || !MAY_BECOME[to].includes(before.status)) throw closed(before);
      await sql.raiseGuestVersion(tx, networkId, guestId);
      await sql.setStatus(tx, networkId, id, to);
      await this.audit.append(tx, networkId, {
        actor: principal,
        origin,
        action: to === 'READY' ? 'redemption.made_ready' : 'redemption.fulfilled',
        subjectKind: 'redemption',
        subjectId: id,
        before: { status: before.status },
        after: { status: to },
      });
      return redemptionAnswer(await getRow(tx, networkId, id));
    });
  }

  /** Gives back points with their dates, stock, place and coupon. Of what was handed over or used nothing comes back. */
  async cancel(principal: Principal, id: string, call: KeyedCall, origin: Origin): Promise<Outcome> {
    const row = await this.getFor(principal, id);
    // A coupon's use at a sale has no row of its own in the journal: the sale is refunded.
    if (row.transactionId !== row.id)
      return this.keyed.run(networkOf(principal), call, 201, () => Promise.reject(closed(row)));
    return this.refunds.refund(principal, id, { reason: 'CANCELLED' }, call, origin);
  }

  private async getFor(principal: Principal, id: string): Promise<RedemptionRow> {
    const row = await this.get(networkOf(principal), id);
    refuseOwnAccount(principal, row.guestId);
    if (row.restaurantId !== null) requireRestaurant(principal, row.restaurantId);
    return row;
  }
}

async function getRow(tx: Tx, networkId: string, id: string): Promise<RedemptionRow> {
  const [row] = await sql.listRedemptionsById(tx, networkId, [id]);
  if (row === undefined) throw new ProblemError('not_found');
  return row;
}

function closed(row: RedemptionRow): ProblemError {
  const isOpen = row.status === 'PENDING' || row.status === 'READY';
  return new ProblemError('redemption_closed', {
    redemptionId: row.id,
    redemptionStatus: isOpen && row.isPast ? 'EXPIRED' : row.status,
  });
}
