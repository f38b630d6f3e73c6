import type { CompiledRule } from './compile';
import type { Calendar, SaleAct } from './types';

/** What of a sale the conditions of rules ask besides its lines; local times are asked at most once. */
export class SaleFacts {
  private weekdayNow: number | null = null;
  private minuteNow: number | null = null;

  constructor(
    readonly act: SaleAct,
    readonly tier: string,
    private readonly calendar: Calendar,
  ) {}

  get weekday(): number {
    return (this.weekdayNow ??= this.calendar.weekday(this.act.occurredAt));
  }

  get minuteOfDay(): number {
    return (this.minuteNow ??= this.calendar.minuteOfDay(this.act.occurredAt));
  }
}

/** The first condition on the sale as a whole that does not hold; null: all hold. Lines are asked separately. */
export function firstFailed(rule: CompiledRule, facts: SaleFacts): string | null {
  const { sets, when } = rule;
  const { act } = facts;
  if (sets.tiers !== null && !sets.tiers.has(facts.tier)) return 'tier';
  if (sets.restaurants !== null && !sets.restaurants.has(act.restaurantId)) return 'restaurant';
  if (sets.pointsOfSale !== null && !sets.pointsOfSale.has(act.pointOfSaleId)) return 'pointOfSale';
  if (sets.channels !== null && !sets.channels.has(act.channel)) return 'channel';
  if (sets.paymentMethods !== null && !(act.paymentMethod !== null && sets.paymentMethods.has(act.paymentMethod))) {
    return 'paymentMethod';
  }
  if (sets.weekdays !== null && !sets.weekdays.has(facts.weekday)) return 'weekday';
  if (when.localTime !== undefined && !isWithin(facts.minuteOfDay, when.localTime)) return 'localTime';
  return null;
}

function isWithin(minute: number, time: { readonly from: number; readonly to: number }): boolean {
  return time.from <= time.to ? minute >= time.from && minute < time.to : minute >= time.from || minute < time.to;
}
