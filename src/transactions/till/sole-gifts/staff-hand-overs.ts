import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import type { HandOvers } from '../../../identity';
import { Clock } from '../../../platform/clock/clock';
import type { Tx } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { ProblemError } from '../../../platform/problems/problem';
import { networkOf, type Principal } from '../../../security';
import { lockBoundOfPerson, useBoundOfPerson } from './person-bound';

/**
 * Points that a member of staff lets another person use while the guest is not at the till with the card. They count in the daily bound of that
 * member of staff, like points by hand (decision 140). Keys that may do so were let through by two people.
 */
@Injectable()
export class StaffHandOvers implements HandOvers {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  async chargeGuests(tx: Tx, principal: Principal, guestIds: readonly string[]): Promise<void> {
    if (principal.kind !== 'user') return;
    const { points } = await tx.one<{ points: number }>`
      SELECT coalesce(sum(greatest(0, available) + pending + held + in_review), 0)::bigint AS points
        FROM guest_states WHERE network_id = ${networkOf(principal)} AND guest_id = ANY (${guestIds}::uuid[])`;
    await this.charge(tx, principal, points);
  }

  /** @throws ProblemError `points_handed_over_exceeded` */
  async charge(tx: Tx, principal: Principal, points: number): Promise<void> {
    if (principal.kind !== 'user' || points === 0) return;
    const snapshot = await this.snapshots.currentWithin(tx, networkOf(principal));
    const act = { snapshot, person: principal.id, unit: 'POINTS', now: this.clock.now().getTime() } as const;
    const left = await lockBoundOfPerson(tx, act);
    if (points > left) throw new ProblemError('points_handed_over_exceeded', { points, left: Math.max(0, left) });
    await useBoundOfPerson(tx, act, points, newId());
  }
}
