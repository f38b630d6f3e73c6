/** Tiers beside the programme's rule: set by a person or given by campaigns, each to its own end. */
import type { TierPayout } from '../act/campaign.types';
import type { CompiledProgram } from '../program/compile';
import { dayOfGift } from '../basics/dates';
import type { GivenTier, GuestState, LocalDay, TierBeside, TierByHand } from '../act/types';
import { rankOf, tierAt } from './tiers';

/** How many lower tiers a guest keeps for the time after the highest has ended. */
const MOST_BENEATH = 10;

/** The tier that the guest holds now: the highest, among equals the one that ends last. The lower ones are kept in `beneath`. */
export function withTier(program: CompiledProgram, known: TierBeside | null, given: GivenTier): TierBeside {
  return highestOf(program, [given, ...listOf(known)]) ?? given;
}

/** The tiers that are left at the start of a local day; the same object where nothing has ended. */
export function withoutEnded(program: CompiledProgram, known: TierBeside | null, day: LocalDay): TierBeside | null {
  const isOver = ({ untilDay }: GivenTier) => untilDay !== null && untilDay < day;
  if (known === null || !isOver(known)) return known;
  return highestOf(
    program,
    listOf(known).filter((one) => !isOver(one)),
  );
}

/** The tiers that are left without the payouts of some transactions; the same object where none of them gave a tier. */
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

/** The tier that a payout gives; null: the guest has no lower one, the programme lacks it, or its end has passed. */
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

/** The tier by hand without the code of the rule that it stood beside. */
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
