import { invariant } from '../../../decision';
import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Snapshots } from '../../../configuration';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { ProblemError } from '../../../platform/problems/problem';
import { lowestIdAt } from '../../../platform/ids/ids';
import type { Origin, Principal } from '../../../security';
import { Approvals } from './approvals';
import { RestaurantBudgets } from './restaurant-budgets';
import type { SingleActHooks } from '../queue/single-act-transaction';
import { Till } from '../queue/till';
import type { ManualBody, Outcome, TillAct } from '../../ledger/act/till-act';
import type { ManualDay } from '../../ledger/write/locked-act.sql';

/** How many points somebody may credit or debit by hand at once and over a business day. Acts beyond that need another person's approval. */
interface ManualLimit {
  readonly atOnce: number;
  readonly perDay: number;
}

/** Credits and debits by hand, within the limits of the person or integration that posts them. */
@Injectable()
export class ManualActs {
  constructor(
    private readonly till: Till,
    private readonly approvals: Approvals,
    private readonly budgets: RestaurantBudgets,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `limit_exceeded` for an API key, `restaurant_not_allowed`. A person's act over the limit waits (202). */
  async post(act: TillAct, principal: Principal, network: NetworkProfile, origin: Origin): Promise<Outcome> {
    const { body, key } = act;
    invariant(body.kind === 'MANUAL' && key !== null, 'a manual act comes with its key');
    if (act.refused !== undefined) return this.till.submit(act);
    await this.requireKnown(body, network.id);
    await this.budgets.requirePlace(act, principal);
    const limit = await this.limitFor(principal, network);
    if (body.points > limit.atOnce) {
      if (principal.kind === 'key') return this.till.submit(act, refusingOver(limit.atOnce));
      return this.approvals.request(act, key, body.points, { principal, origin });
    }
    const { perDay } = limit;
    const checkBudget = await this.budgets.checkOf(act, network);
    const manualDay = manualDayOf(act, principal, network, this.clock.now().getTime());
    const before: SingleActHooks['before'] = async (tx, { movedByHand: used }, snapshot) => {
      if (used + body.points <= perDay) return (await checkBudget?.(tx, snapshot)) ?? null;
      if (principal.kind === 'key') throw new ProblemError('limit_exceeded', { left: Math.max(0, perDay - used) });
      return this.approvals.putAside(tx, act, key, body.points, null, { principal, origin });
    };
    return this.till.submit(act, { sums: { manualDay }, before });
  }

  /** The limit of the caller. A person whom fraud watch limited posts nothing by hand without approval. */
  private async limitFor(principal: Principal, network: NetworkProfile): Promise<ManualLimit> {
    const snapshot = await this.snapshots.current(network.id);
    const isLimited = snapshot.limitOf(principal.id, this.clock.now()) !== undefined;
    return isLimited ? { atOnce: 0, perDay: 0 } : limitOf(principal, network);
  }

  /** @throws ProblemError `invalid_body` for points that may only be spent in a restaurant which the network does not have */
  private async requireKnown({ limit }: ManualBody, networkId: string): Promise<void> {
    if (limit === undefined) return;
    const { restaurantIds } = await this.snapshots.current(networkId);
    if ((limit.restaurantIds ?? []).every((id) => restaurantIds.has(id))) return;
    throw new ProblemError('invalid_body', {}, [{ path: 'restaurantIds', code: 'not_allowed', message: '' }]);
  }

  /**
   * Sets points aside for a later debit by hand; only that debit counts towards the day.
   * @throws ProblemError `limit_exceeded`
   */
  async reserve(act: TillAct, principal: Principal, network: NetworkProfile): Promise<Outcome> {
    const { body, key } = act;
    invariant(body.kind === 'RESERVE' && key !== null, 'a reservation comes with its key');
    const { atOnce } = await this.limitFor(principal, network);
    return this.till.submit(act, body.points > atOnce ? refusingOver(atOnce) : undefined);
  }
}

/** Refuses an act over the limit. An act recorded under its key before the limit was lowered is answered as before. */
function refusingOver(max: number): SingleActHooks {
  return { before: () => Promise.reject(new ProblemError('limit_exceeded', { max })) };
}

function limitOf(principal: Principal, { settings }: NetworkProfile): ManualLimit {
  const { limits } = settings;
  if (principal.kind === 'key') return { atOnce: limits.managerManualAtOnce, perDay: limits.keyManualPerDay };
  if (principal.kind === 'user' && principal.role === 'cashier') {
    const { manualAtOnce = null, manualPerDay = null } = principal.ownRole ?? {};
    const ofCashiers = { atOnce: limits.cashierManualAtOnce, perDay: limits.cashierManualPerShift };
    const ofManagers = { atOnce: limits.managerManualAtOnce, perDay: limits.managerManualPerDay };
    // A role that the network defined may have a higher limit than a cashier, up to that of a manager. A person who signed in by a PIN has at most a cashier's limit.
    const most = principal.boundTillId === undefined ? ofManagers : ofCashiers;
    return {
      atOnce: manualAtOnce === null ? ofCashiers.atOnce : Math.min(manualAtOnce, most.atOnce),
      perDay: manualPerDay === null ? ofCashiers.perDay : Math.min(manualPerDay, most.perDay),
    };
  }
  return { atOnce: limits.managerManualAtOnce, perDay: limits.managerManualPerDay };
}

/**
 * The day for which `till_lock` adds up the points that this person, or all keys of this integration, moved by hand, posted and
 * waiting, as absolute values. Both the points of the act's business date and those recorded since today began are counted,
 * and the larger sum is taken, since the till chooses the date.
 */
function manualDayOf(act: TillAct, principal: Principal, network: NetworkProfile, now: number): ManualDay {
  const { dayStart } = network.settings;
  const calendar = calendarOf(network.timeZone, dayStart);
  const today = isoDateOf(calendar.businessDay(now));
  const businessDate = act.receipt.businessDate ?? isoDateOf(calendar.businessDay(act.occurredAt ?? now));
  const holderId = principal.kind === 'key' ? principal.integrationId : String(act.actor.id);
  const begin = calendar.instantOf(`${today}T${dayStart}`);
  // Ids are ordered by time, so rows recorded since the day before the business date are a short range of the key.
  const since = Math.min(begin, calendar.startOfDay(dayOfIsoDate(businessDate) - 1));
  return { holderId, businessDate, firstId: lowestIdAt(since), firstIdOfToday: lowestIdAt(begin) };
}
