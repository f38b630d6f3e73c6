import { Injectable } from '@nestjs/common';
import { listPlaceNames } from '../../../configuration';
import { type LimitedPoints, spendableAt } from '../../../identity';
import type { Statements } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { FamilyAnswers } from '../../accounts/families/family-answers';
import type { DatedPoints, ShownBalance } from '../../till/balances/ledger-balances';
import type { GuestBalanceAnswer } from './history.dto';

/** The most ends and beginnings of points that a balance lists. */
export const MAX_EXPIRING = 100;

/** A guest's balance as clients see it. */
@Injectable()
export class GuestBalanceAnswers {
  constructor(private readonly families: FamilyAnswers) {}

  async answer(tx: Statements, guestId: string, shown: ShownBalance, language: Language): Promise<GuestBalanceAnswer> {
    const { snapshot, tier, inFamily, expiring, beginning, stamps, campaigns } = shown;
    const { limited, ...balance } = shown.balance;
    return {
      guestId,
      ...balance,
      ...(limited !== undefined && { limited: await named(tx, snapshot, limited, language) }),
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
      family: inFamily ? await this.families.balanceOf(tx, snapshot, guestId, spendableAt(shown.balance, null)) : null,
    };
  }
}

/** Adds the names of restaurants, which few balances need. */
async function named(
  tx: Statements,
  { profile }: ShownBalance['snapshot'],
  limited: readonly LimitedPoints[],
  language: Language,
): Promise<NonNullable<GuestBalanceAnswer['limited']>> {
  const ids = limited.flatMap(({ restaurantIds }) => restaurantIds);
  const names = await listPlaceNames(tx, profile.id, [...new Set(ids)], language);
  return limited.map((one) => ({ ...one, restaurantNames: one.restaurantIds.map((id) => names.get(id) ?? id) }));
}

function told({ points, at }: DatedPoints): { points: number; at: string } {
  return { points, at: new Date(at).toISOString() };
}
