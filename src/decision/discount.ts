import type { CompiledProgram, CompiledTier } from './compile';
import { isBirthday } from './dates';
import { multiplyDivideRounded } from './integers';
import { MILLION, minorUnits, type MinorUnits } from './numbers';
import { rankOf, tierAt } from './tiers';
import { traced } from './trace';
import type { Calendar, GuestState, RedemptionAct, SaleAct, TraceEntry } from './types';

export type Discount = {
  readonly amount: number;
  /** Null: the programme did not ask. */
  readonly birthdayToday: boolean | null;
};

/** A tier's discount on an amount on any day, in minor units. */
export function tierDiscountOf(program: CompiledProgram, tier: string, amount: MinorUnits): MinorUnits {
  const { discountPpm } = tierAt(program, rankOf(program, tier)).document;
  return minorUnits(multiplyDivideRounded(amount, discountPpm, MILLION, program.document.rounding));
}

/** The tier's discount, or on the guest's birthday the tier's birthday discount where that is more. */
export function discountOf(
  program: CompiledProgram,
  tier: CompiledTier,
  guest: GuestState,
  act: SaleAct | RedemptionAct,
  calendar: Calendar,
  trace: TraceEntry[],
): Discount {
  const { rounding } = program.document;
  const tierPpm = tier.document.discountPpm;
  const byTier = multiplyDivideRounded(act.amount, tierPpm, MILLION, rounding);
  if (tier.birthdayDiscountPpm === 0) {
    if (program.hasTierDiscounts) trace.push(traced('DISCOUNT', tier.discountRule, byTier, tier.discountArguments));
    return { amount: byTier, birthdayToday: null };
  }
  const birthdayToday =
    act.birthdayToday ?? (guest.birthday !== null && isBirthday(guest.birthday, calendar.localDay(act.occurredAt)));
  const birthdayPpm = tier.birthdayDiscountPpm;
  const byBirthday = multiplyDivideRounded(act.amount, birthdayPpm, MILLION, rounding);
  const takesBirthday = birthdayToday && byBirthday > byTier;
  const failed = birthdayToday ? 'smallerThanTier' : 'notBirthday';
  if (program.hasTierDiscounts && !takesBirthday)
    trace.push(traced('DISCOUNT', tier.discountRule, byTier, tier.discountArguments));
  trace.push(
    takesBirthday || (birthdayToday && byTier === 0)
      ? traced('DISCOUNT', tier.birthdayRule, byBirthday, { ratePpm: birthdayPpm })
      : traced('DISCOUNT', tier.birthdayRule, 0, { ratePpm: birthdayPpm, failed }),
  );
  return { amount: takesBirthday ? byBirthday : byTier, birthdayToday };
}
