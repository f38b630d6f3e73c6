import { Injectable } from '@nestjs/common';
import { Database, type Statements } from '../../../platform/database/database';
import type { IdSlice } from '../../../platform/http/list-query';
import { ProblemError } from '../../../platform/problems/problem';
import {
  districtOf,
  networkOf,
  Pii,
  type Principal,
  refuseOwnAccount,
  requirePermission,
  requireRestaurant,
} from '../../../security';
import { isGuestKnown } from '../../ledger/read/known-guest.sql';
import * as sql from '../../till/spending/rewards/redemption.sql';
import type { RedemptionRow } from '../../till/spending/rewards/reward-plan';
import type { RedemptionAnswer } from './redemption.dto';
import { redemptionAnswers } from './redemption-answers';

/** Rewards in the hands of guests: what waits to be handed over, and what was. */
@Injectable()
export class Redemptions {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
  ) {}

  /** Throws `not_found`. */
  async get(networkId: string, id: string): Promise<RedemptionRow> {
    return getRow(this.database.readsOf(networkId), networkId, id);
  }

  listOfGuest(networkId: string, guestId: string, open: boolean, slice: IdSlice): Promise<RedemptionRow[]> {
    return sql.listRedemptionsOfGuest(this.database.readsOf(networkId), networkId, guestId, open, slice);
  }

  /** Throws `guest_not_found` for a guest that the network does not have. */
  async requireGuest(networkId: string, guestId: string): Promise<void> {
    if (!(await isGuestKnown(this.database.readsOf(networkId), networkId, guestId)))
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
export function requireSender(principal: Principal, { addressEncrypted }: RedemptionRow): void {
  if (addressEncrypted !== null) requirePermission(principal, 'deliveries.manage');
}

/** @throws ProblemError `not_found` */
export async function getRow(tx: Statements, networkId: string, id: string): Promise<RedemptionRow> {
  const [row] = await sql.listRedemptionsById(tx, networkId, [id]);
  if (row === undefined) throw new ProblemError('not_found');
  return row;
}

export function closed(row: RedemptionRow): ProblemError {
  const isOpen = row.status === 'PENDING' || row.status === 'READY';
  return new ProblemError('redemption_closed', {
    redemptionId: row.id,
    redemptionStatus: isOpen && row.isPast ? 'EXPIRED' : row.status,
  });
}
