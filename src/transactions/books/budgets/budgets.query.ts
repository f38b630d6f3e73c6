import { Injectable } from '@nestjs/common';
import { Networks } from '../../../configuration';
import { calendarOf, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { nameIn } from '../../../platform/language/spoken';
import { FiguresRelay } from '../../jobs/figures-relay';
import { listRestaurantBudgets } from '../../ledger/read/restaurant-budget.sql';
import type { RestaurantBudgetsAnswer } from './budgets.dto';

/** Managers are warned when this share of a budget is used. */
const NEARLY_PERCENT = 80;
const PERCENT = 100;

/** Restaurants' budgets and their use in the present month. */
@Injectable()
export class BudgetsQuery {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly relay: FiguresRelay,
    private readonly clock: Clock,
  ) {}

  /** `only`: the caller's restaurants. Null: all. */
  async list(networkId: string, only: readonly string[] | null, language: Language): Promise<RestaurantBudgetsAnswer> {
    const { timeZone, settings } = await this.networks.getProfile(networkId);
    const calendar = calendarOf(timeZone, settings.dayStart);
    const month = isoDateOf(calendar.businessDay(this.clock.now().getTime())).slice(0, 7);
    await this.relay.catchUp(networkId);
    const rows = await this.database.inNetwork(networkId, (tx) =>
      listRestaurantBudgets(tx, networkId, { from: `${month}-01`, timeZone, dayStart: settings.dayStart }, only),
    );
    return {
      month,
      items: rows.map(({ name, names, ...row }) => ({
        ...row,
        name: nameIn({ name, names }, language),
        left: Math.max(0, row.budget - row.used),
        state: stateOf(row.used, row.budget),
      })),
    };
  }
}

function stateOf(used: number, budget: number): RestaurantBudgetsAnswer['items'][number]['state'] {
  if (used >= budget) return 'REACHED';
  return used * PERCENT >= budget * NEARLY_PERCENT ? 'NEARLY' : 'WITHIN';
}
