import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, type NetworkProfile, Snapshots } from '../../../configuration';
import { calendarOf, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import type { Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { districtOf, type Principal, restaurantsOf } from '../../../security';
import { FiguresRelay } from '../../jobs/figures-relay';
import { refusing, type RefusalReason } from '../../ledger/act/refusing';
import type { TillAct } from '../../ledger/act/till-act';
import { listRestaurantBudgets, lockBudget } from '../../ledger/read/restaurant-budget.sql';

/** A check by the rules that the act is decided by. */
type BudgetCheck = (tx: Tx, snapshot: ConfigurationSnapshot) => Promise<RefusalReason | null>;

/** Monthly budgets of restaurants for points by hand. Acts of other kinds are not limited by them. */
@Injectable()
export class RestaurantBudgets {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly relay: FiguresRelay,
    private readonly clock: Clock,
  ) {}

  /**
   * Refuses (403 `restaurant_not_allowed`) points by hand without a restaurant from a district manager, or from a
   * cashier of a restaurant with a budget, since no budget would count such points.
   */
  async requirePlace(act: TillAct, principal: Principal): Promise<void> {
    const { networkId, restaurantId, body } = act;
    const places = restaurantsOf(principal);
    if (restaurantId !== null || places === null || body.kind !== 'MANUAL' || body.direction !== 'CREDIT') return;
    const snapshot = await this.snapshots.current(networkId);
    if (districtOf(principal) !== null || places.some((id) => snapshot.hasBudget(id)))
      throw new ProblemError('restaurant_not_allowed');
  }

  /**
   * A check for the transaction of the act, with its guest locked: `restaurant_budget_reached`. Null: the act touches
   * no budget. Sums up the figures first, so that the check under the lock has little left to add.
   */
  async checkOf(act: TillAct, network: NetworkProfile): Promise<BudgetCheck | null> {
    const { networkId, restaurantId, body } = act;
    if (body.kind !== 'MANUAL' || body.direction !== 'CREDIT' || body.expiryId !== null || restaurantId === null)
      return null;
    if ((await this.snapshots.current(networkId)).hasBudget(restaurantId)) await this.relay.catchUp(networkId);
    const { timeZone, settings } = network;
    const calendar = calendarOf(timeZone, settings.dayStart);
    const at = act.occurredAt ?? this.clock.now().getTime();
    const date = act.receipt.businessDate ?? isoDateOf(calendar.businessDay(at));
    const month = { from: `${date.slice(0, 7)}-01`, timeZone, dayStart: settings.dayStart };
    return async (tx, snapshot) => {
      if (!snapshot.hasBudget(restaurantId)) return null;
      await lockBudget(tx, networkId, restaurantId);
      const [row] = await listRestaurantBudgets(tx, networkId, month, [restaurantId]);
      if (row === undefined || row.used + body.points <= row.budget) return null;
      return refusing('restaurant_budget_reached', { budget: row.budget, left: Math.max(0, row.budget - row.used) });
    };
  }
}
