import type { CompiledProgram, CompiledTier } from '../program/compile';
import { isBirthday } from '../basics/dates';
import { divideByWeights, multiplyDivideRounded } from '../basics/integers';
import { MILLION, minorUnits, type MinorUnits } from '../basics/numbers';
import { sumOf, type RestrictedLines } from './restrictions';
import { rankOf, tierAt } from '../tiers/tiers';
import { traced } from '../act/trace';
import type { Calendar, GuestState, RedemptionAct, SaleAct, TraceArguments, TraceEntry } from '../act/types';

export type Discount = {
  readonly amount: number;
  /** Null: in proportion to the price of each line. */
  readonly byLine: readonly number[] | null;
  /** Null: no rule asked for the birthday. */
  readonly birthdayToday: boolean | null;
};

/** A tier's discount on an amount in minor units, on a day without birthday. */
export function tierDiscountOf(program: CompiledProgram, tier: string, amount: MinorUnits): MinorUnits {
  const { discountPpm } = tierAt(program, rankOf(program, tier)).document;
  return minorUnits(multiplyDivideRounded(amount, discountPpm, MILLION, program.document.rounding));
}

type DiscountedAct = {
  readonly program: CompiledProgram;
  readonly tier: CompiledTier;
  readonly guest: GuestState;
  readonly act: SaleAct | RedemptionAct;
};

/** The tier's discount. On the guest's birthday: the tier's birthday discount, if that is more. */
export function discountOf(
  { program, tier, guest, act }: DiscountedAct,
  restricted: RestrictedLines | null,
  calendar: Calendar,
  trace: TraceEntry[],
): Discount {
  const tierPpm = tier.document.discountPpm;
  const byTier = rated(program, act, restricted, tierPpm);
  const tierArguments = withBase(tier.discountArguments, byTier);
  if (tier.birthdayDiscountPpm === 0) {
    if (program.hasTierDiscounts) trace.push(traced('DISCOUNT', tier.discountRule, byTier.amount, tierArguments));
    return { amount: byTier.amount, byLine: byTier.byLine, birthdayToday: null };
  }
  const birthdayToday =
    act.birthdayToday ?? (guest.birthday !== null && isBirthday(guest.birthday, calendar.localDay(act.occurredAt)));
  const birthdayPpm = tier.birthdayDiscountPpm;
  const byBirthday = rated(program, act, restricted, birthdayPpm);
  const takesBirthday = birthdayToday && byBirthday.amount > byTier.amount;
  const failed = birthdayToday ? 'smallerThanTier' : 'notBirthday';
  if (program.hasTierDiscounts && !takesBirthday)
    trace.push(traced('DISCOUNT', tier.discountRule, byTier.amount, tierArguments));
  trace.push(
    takesBirthday || (birthdayToday && byTier.amount === 0)
      ? traced('DISCOUNT', tier.birthdayRule, byBirthday.amount, withBase({ ratePpm: birthdayPpm }, byBirthday))
      : traced('DISCOUNT', tier.birthdayRule, 0, { ratePpm: birthdayPpm, failed }),
  );
  const { amount, byLine } = takesBirthday ? byBirthday : byTier;
  return { amount, byLine, birthdayToday };
}

type RateResult = Pick<Discount, 'amount' | 'byLine'> & {
  /** Null: the whole amount is the base. */
  readonly base: number | null;
};

/** Rounds a rate once for all lines together. If a least price limits a line's discount, no other line gets more instead. */
function rated(
  { document: { rounding } }: CompiledProgram,
  act: SaleAct | RedemptionAct,
  restricted: RestrictedLines | null,
  ratePpm: number,
): RateResult {
  if (restricted === null) {
    return { amount: multiplyDivideRounded(act.amount, ratePpm, MILLION, rounding), byLine: null, base: null };
  }
  const { discountable, discountRoom } = restricted;
  const base = sumOf(discountable);
  const whole = multiplyDivideRounded(base, ratePpm, MILLION, rounding);
  const byLine = divideByWeights(whole, discountable);
  for (let index = 0; index < byLine.length; index += 1)
    byLine[index] = Math.min(byLine[index] as number, discountRoom[index] as number);
  return { amount: sumOf(byLine), byLine, base };
}

function withBase(args: TraceArguments, { base }: RateResult): TraceArguments {
  return base === null ? args : { ...args, of: base };
}
