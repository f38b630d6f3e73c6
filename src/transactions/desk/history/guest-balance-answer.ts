import { Injectable } from '@nestjs/common';
import type { Statements } from '../../../platform/database/database';
import { FamilyAnswers } from '../../accounts/families/family-answers';
import type { Shown } from '../../till/balances/ledger-balances';
import type { GuestBalanceAnswer } from './history.dto';

/** How many of the next ends of points a balance names. */
export const MAX_EXPIRING = 100;

/** A guest's balance as clients see it. */
@Injectable()
export class GuestBalanceAnswers {
  constructor(private readonly families: FamilyAnswers) {}

  async answer(tx: Statements, guestId: string, shown: Shown): Promise<GuestBalanceAnswer> {
    const { snapshot, balance, tier, inFamily, expiring, stamps, campaigns } = shown;
    return {
      guestId,
      ...balance,
      expiring: expiring.map(({ points, at }) => ({ points, at: new Date(at).toISOString() })),
      stamps: stamps.map(({ endsAt, ...card }) => ({
        ...card,
        endsAt: endsAt === null ? null : new Date(endsAt).toISOString(),
      })),
      campaigns: campaigns.map(({ restaurantIds, tasks, ...campaign }) => ({
        ...campaign,
        restaurantIds: [...restaurantIds],
        tasks: tasks.map((task) => ({ ...task })),
      })),
      tier,
      family: inFamily ? await this.families.balanceOf(tx, snapshot, guestId, balance.available) : null,
    };
  }
}
