import { Injectable } from '@nestjs/common';
import type { Statements } from '../../../platform/database/database';
import { FamilyAnswers } from '../../accounts/families/family-answers';
import type { DatedPoints, Shown } from '../../till/balances/ledger-balances';
import type { GuestBalanceAnswer } from './history.dto';

/** How many of the next ends and beginnings of points a balance names. */
export const MAX_EXPIRING = 100;

/** A guest's balance as clients see it. */
@Injectable()
export class GuestBalanceAnswers {
  constructor(private readonly families: FamilyAnswers) {}

  async answer(tx: Statements, guestId: string, shown: Shown): Promise<GuestBalanceAnswer> {
    const { snapshot, balance, tier, inFamily, expiring, beginning, stamps, campaigns } = shown;
    return {
      guestId,
      ...balance,
      expiring: expiring.map(told),
      beginning: beginning.map(told),
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

function told({ points, at }: DatedPoints): { points: number; at: string } {
  return { points, at: new Date(at).toISOString() };
}
