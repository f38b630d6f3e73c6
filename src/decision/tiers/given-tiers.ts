/** Given tiers, beside the programme's rule: set by a person or given by campaigns. Each ends on its own day. */
import type { TierPayout } from '../act/campaign.types';
import type { CompiledProgram } from '../program/compile';
import { dayOfGift } from '../act/gift-days';
import type { GivenTier, GuestState, LocalDay, TierBeside, TierByHand } from '../act/types';
import { rankOf, tierAt } from './tiers';

/** How many lower given tiers a guest keeps, for the time after the highest has ended. */
const MOST_BENEATH = 10;

/** The guest's given tiers with one more. The highest holds now (of equal ones, the one that ends last); lower ones are kept in `beneath`. */
export function withTier(program: CompiledProgram, known: TierBeside | null, given: GivenTier): TierBeside {
  return highestOf(program, [given, ...listOf(known)]) ?? given;
}

/** The given tiers that are left at the start of a local day. The same object where none has ended. */
export function withoutEnded(program: CompiledProgram, known: TierBeside | null, day: LocalDay): TierBeside | null {
  const isOver = ({ untilDay }: GivenTier) => untilDay !== null && untilDay < day;
  if (known === null || !isOver(known)) return known;
  return highestOf(
    program,
    listOf(known).filter((one) => !isOver(one)),
  );
}

/** The given tiers without those that payouts of these transactions gave. The same object where they gave none. */
export function withoutPayouts(
  program: CompiledProgram,
  known: TierBeside | null,
  payouts: readonly { readonly campaign: string; readonly transactionId: string }[],
): TierBeside | null {
  const all = listOf(known);
  const left = all.filter(
    ({ campaign, transactionId }) =>
      !payouts.some((paid) => paid.campaign === campaign && paid.transactionId === transactionId),
  );
  return left.length === all.length ? known : highestOf(program, left);
}

/** The tier that a payout gives. Null: the guest holds at least this tier, the programme lacks it, or its end has passed. */
export function tierOfPayout(
  program: CompiledProgram,
  { tier }: GuestState,
  payout: TierPayout,
  today: LocalDay,
): (Pick<GivenTier, 'tier'> & { readonly untilDay: LocalDay }) | null {
  const held = rankOf(program, tier);
  const rank = payout.tier === null ? held + 1 : rankOf(program, payout.tier);
  const untilDay = dayOfGift(payout.until, today);
  if (rank === 0 || rank < held || rank >= program.tiers.length || untilDay < today) return null;
  return { tier: tierAt(program, rank).code, untilDay };
}

/** The given tier without the code of the tier by rule. */
export function withoutRule(known: TierByHand | null): TierBeside | null {
  if (known === null) return null;
  const { rule: _, ...beside } = known;
  return beside;
}

function listOf(known: TierBeside | null): readonly GivenTier[] {
  if (known === null) return [];
  const { tier, untilDay, campaign, transactionId, beneath = [] } = known;
  const highest = campaign === undefined || transactionId === undefined ? {} : { campaign, transactionId };
  return [{ tier, untilDay, ...highest }, ...beneath];
}

function highestOf(program: CompiledProgram, tiers: readonly GivenTier[]): TierBeside | null {
  const endOf = ({ untilDay }: GivenTier) => untilDay ?? Infinity;
  const [highest, ...beneath] = [...tiers].sort((a, b) =>
    rankOf(program, a.tier) === rankOf(program, b.tier)
      ? Math.sign(endOf(b) - endOf(a)) || 0
      : rankOf(program, b.tier) - rankOf(program, a.tier),
  );
  if (highest === undefined) return null;
  return beneath.length === 0 ? highest : { ...highest, beneath: beneath.slice(0, MOST_BENEATH) };
}
