import type { NetworkProfile } from '../../../configuration';
import { type ZoneCalendar, dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import type { RefusalReason } from '../../ledger/act/refusing';
import type { Party } from './transfer-parties.sql';

type Limits = NetworkProfile['settings']['transfers'];

const DAY_MS = 86_400_000;

/** The network's refusal of a transfer of this many points. Null: allowed. */
export function refuseSize(limits: Limits, points: number): RefusalReason | null {
  if (!limits.allowed) return { refused: 'transfers_closed', data: {} };
  if (points < limits.minimum) return { refused: 'transfer_below_minimum', data: { min: limits.minimum } };
  return points > limits.atOnce ? beyond('AT_ONCE', limits.atOnce) : null;
}

/** `given`: points that the guest has given away on the present day and in the present month. */
export function refuseSum(
  limits: Limits,
  points: number,
  given: { readonly day: number; readonly month: number },
): RefusalReason | null {
  if (given.day + points > limits.perDay) return beyond('PER_DAY', Math.max(0, limits.perDay - given.day));
  if (given.month + points > limits.perMonth) return beyond('PER_MONTH', Math.max(0, limits.perMonth - given.month));
  return null;
}

export function isTooNew({ createdAt }: Party, limits: Limits, now: number): boolean {
  return createdAt > now - limits.guestsCoolFor * DAY_MS;
}

/** Whether this guest may receive points at all. */
export function mayReceive(party: Party | undefined, limits: Limits, now: number): boolean {
  return (
    party !== undefined &&
    !party.blocked &&
    !party.erased &&
    party.mergedInto === null &&
    !party.overdraft &&
    !isTooNew(party, limits, now)
  );
}

/** Points of lots opened at or after this instant cannot be given. Null: all can. */
export function earnedBefore(limits: Limits, now: number): number | null {
  return limits.pointsCoolFor === 0 ? null : now - limits.pointsCoolFor * DAY_MS;
}

/** When the network's present day and month began. */
export function periodsAt(calendar: ZoneCalendar, now: number): { day: number; month: number } {
  const today = calendar.localDay(now);
  const first = dayOfIsoDate(`${isoDateOf(today).slice(0, 8)}01`);
  return { day: calendar.startOfDay(today), month: calendar.startOfDay(first) };
}

function beyond(limit: 'AT_ONCE' | 'PER_DAY' | 'PER_MONTH', max: number): RefusalReason {
  return { refused: 'transfer_limit_exceeded', data: { limit, max } };
}
