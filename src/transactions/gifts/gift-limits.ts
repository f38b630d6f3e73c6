import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Snapshots } from '../../configuration';
import { invariant } from '../../decision';
import { calendarOf, isoDateOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import type { Statements, Tx } from '../../platform/database/database';
import { lowestIdAt } from '../../platform/ids/ids';
import { networkOf, type Principal } from '../../security';
import { isCashier } from '../till/approvals/refund-limits';
import { lockBoundOfPerson } from '../till/sole-gifts/person-bound';
import type { GiftKind } from './gift-act.rules';
import { type GiftEvidence, isLoadOfPerson } from './gift-evidence';

/** Acts that a limit counts. Refunds are counted for themselves, like refunds of sales. */
const REFUNDS = ['REFUNDED'] as const satisfies readonly GiftKind[];
const OTHERS = ['SOLD', 'TOPPED_UP', 'CORRECTED', 'SENT', 'MOVED_OUT'] as const satisfies readonly GiftKind[];
type LimitedGiftKind = (typeof OTHERS)[number] | (typeof REFUNDS)[number];

/** An act that limits count, with its money. */
export interface LimitedGiftAct {
  readonly kind: LimitedGiftKind;
  readonly amount: number;
}

/** How much money somebody may move on gift cards in one act and in a business day, in minor units. */
interface GiftLimit {
  readonly atOnce: number;
  readonly perDay: number;
}

/** By which figure of `gift_limit_exceeded` an act is above a limit. */
export type AboveGiftLimit = { readonly max: number } | { readonly left: number };

/** The limits of the person or integration that acts on gift cards. */
@Injectable()
export class GiftLimits {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  /**
   * Null: the act is within the limits of the caller's role. A person whom fraud watch limited moves nothing alone. Acts
   * of the caller wait for each other until the transaction ends. A load that nothing accounts for also counts among all
   * that the person gives alone.
   */
  async findExcess(
    tx: Tx,
    principal: Principal,
    { kind, amount }: LimitedGiftAct,
    evidence: GiftEvidence,
  ): Promise<AboveGiftLimit | null> {
    const networkId = networkOf(principal);
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const now = this.clock.now();
    if (snapshot.limitOf(principal.id, now) !== undefined) return { left: 0 };
    const { atOnce, perDay } = limitOf(principal, kind, snapshot.profile);
    if (amount > atOnce) return { max: atOnce };
    await this.lock(tx, principal);
    const kinds = kind === 'REFUNDED' ? REFUNDS : OTHERS;
    const since = lowestIdAt(beginOfDay(snapshot.profile, now));
    const used = await sumActs(tx, networkId, holderOf(principal), kinds, since);
    if (used + amount > perDay) return { left: Math.max(0, perDay - used) };
    const load = { principal, kind, amount, evidence, now: now.getTime() };
    if (!(await isLoadOfPerson(tx, snapshot, load))) return null;
    const left = await lockBoundOfPerson(tx, { snapshot, person: principal.id, unit: 'MONEY', now: load.now });
    return amount > left ? { left: Math.max(0, left) } : null;
  }

  /**
   * Makes acts of the caller wait for each other, because the locks of the cards do not guard a sum over many cards. A caller takes this lock before
   * the locks of the cards.
   */
  async lock(tx: Tx, principal: Principal): Promise<void> {
    const subject = `gift acts ${networkOf(principal)} ${holderOf(principal)}`;
    await tx.query`SELECT pg_advisory_xact_lock(hashtextextended(${subject}, 0))`;
  }
}

/** When a cashier's present shift at a till began: at the cashier's last closing there today, else with the business day. */
export async function findBeginOfShift(
  tx: Statements,
  profile: NetworkProfile,
  userId: string,
  pointOfSaleId: string,
  now: Date,
): Promise<Date> {
  const begin = beginOfDay(profile, now);
  const { timeZone, settings } = profile;
  const businessDate = isoDateOf(calendarOf(timeZone, settings.dayStart).businessDay(now.getTime()));
  const { at } = await tx.one<{ at: Date | null }>`
    SELECT max(closed_at) AS at FROM shifts WHERE network_id = ${profile.id} AND point_of_sale_id = ${pointOfSaleId}
       AND user_id = ${userId} AND business_date = ${businessDate}`;
  return at ?? new Date(begin);
}

/** When the present business day of the network began, in milliseconds since 1970. */
export function beginOfDay({ timeZone, settings: { dayStart } }: NetworkProfile, now: Date): number {
  const calendar = calendarOf(timeZone, dayStart);
  return calendar.instantOf(`${isoDateOf(calendar.businessDay(now.getTime()))}T${dayStart}`);
}

/** All keys of an integration share its limits. */
function holderOf(principal: Principal): string {
  return principal.kind === 'key' ? principal.integrationId : principal.id;
}

/** People in a role of the network's own have the limits of a cashier. */
function limitOf(principal: Principal, kind: LimitedGiftKind, { settings: { limits } }: NetworkProfile): GiftLimit {
  if (principal.kind === 'key') return { atOnce: limits.managerGiftAtOnce, perDay: limits.keyGiftPerDay };
  if (!isCashier(principal)) return { atOnce: limits.managerGiftAtOnce, perDay: limits.managerGiftPerDay };
  return kind === 'REFUNDED'
    ? { atOnce: limits.cashierRefund, perDay: limits.cashierRefundPerDay }
    : { atOnce: limits.cashierGiftAtOnce, perDay: limits.cashierGiftPerDay };
}

/**
 * The money that a person, or all keys of an integration, moved by acts of these kinds from the id `sinceId` on, in recorded acts and in requests
 * that wait. A code that was sent counts with the whole balance of its card.
 */
async function sumActs(
  tx: Tx,
  networkId: string,
  holder: string,
  kinds: readonly GiftKind[],
  sinceId: string,
): Promise<number> {
  const { amount } = await tx.one<{ amount: number }>`SELECT coalesce(sum(amount), 0)::bigint AS amount FROM (
       SELECT CASE t.kind WHEN 'SENT' THEN t.balance ELSE t.amount END AS amount FROM gift_transactions t
        WHERE t.network_id = ${networkId} AND t.id >= ${sinceId} AND t.kind = ANY (${kinds}) AND t.actor_id IN
              (SELECT ${holder}::uuid UNION ALL SELECT k.id FROM api_keys k WHERE k.network_id = ${networkId} AND k.integration_id = ${holder})
       UNION ALL
       SELECT (c.change ->> 'amount')::bigint FROM change_requests c
        WHERE c.network_id = ${networkId} AND c.status = 'WAITING' AND c.kind = 'GIFT_CARD' AND c.requested_by = ${holder} AND c.id >= ${sinceId}
          AND c.change ->> 'act' = ANY (${kinds})) a`;
  invariant(amount >= 0, 'money that counts below a limit is not below zero');
  return amount;
}
