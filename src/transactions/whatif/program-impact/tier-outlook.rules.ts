/** The future of a guest's tier without further purchases, under two programmes. */
import {
  type Calendar,
  type CompiledProgram,
  decide,
  type GuestState,
  type Instant,
  type LocalDay,
  NEVER,
  points,
  settle,
  tierWithinReach,
} from '../../../decision';

export interface OutlookSettings {
  /** When the other programme comes into force. */
  readonly at: Instant;
  /** How far into the future the outlook goes. */
  readonly until: Instant;
  readonly calendar: Calendar;
}

/** How the change moves a guest who does nothing. Tiers are codes; `from` is the tier without the change. */
export interface TierOutlook {
  /** When the other programme comes into force. */
  readonly start: { readonly from: string; readonly to: string };
  /** Null: the guest's tier is never lower than without the change. */
  readonly falls: { readonly from: string; readonly to: string; readonly day: LocalDay } | null;
  /** With the guest's next act. Null: the tier is not higher than without the change. */
  readonly rises: { readonly from: string; readonly to: string } | null;
  /** At the end of the outlook. */
  readonly end: { readonly from: string; readonly to: string };
}

/** Compares the same guest under `before` all along, and under `after` from `at` on, using the rules of real settlements. */
export function tierOutlook(
  before: CompiledProgram,
  after: CompiledProgram,
  guest: GuestState,
  { at, until, calendar }: OutlookSettings,
): TierOutlook {
  const due = settle(before, tierOf(guest), { now: at, calendar });
  const held = due.at(-1)?.decision.after ?? tierOf(guest);
  const without = pathOf(before, held, until, calendar);
  const revised = revisedBy(after, held, at, calendar);
  const withIt = pathOf(after, revised, until, calendar);
  const isLower = (tier: string, than: string) => isLowerTier(before, after, tier, than);

  const instants = [at, ...without.map((step) => step.at), ...withIt.map((step) => step.at)].sort((a, b) => a - b);
  const compared = instants.map((instant) => ({
    instant,
    from: tierAt(without, instant, codeOf(before, held)),
    to: tierAt(withIt, instant, codeOf(after, revised)),
  }));
  const fallen = compared.find(({ from, to }) => isLower(to, from));
  const [reached, reachedBefore] = [
    tierWithinReach(after, revised, { now: at, calendar }),
    tierWithinReach(before, held, { now: at, calendar }),
  ];
  const last = compared.at(-1);
  return {
    start: { from: codeOf(before, held), to: codeOf(after, revised) },
    falls: fallen === undefined ? null : { from: fallen.from, to: fallen.to, day: calendar.localDay(fallen.instant) },
    rises: reached !== reachedBefore && !isLower(reached, reachedBefore) ? { from: reachedBefore, to: reached } : null,
    end: { from: last?.from ?? '', to: last?.to ?? '' },
  };
}

type TierStep = { readonly at: Instant; readonly tier: string };

function pathOf(program: CompiledProgram, guest: GuestState, until: Instant, calendar: Calendar): TierStep[] {
  return settle(program, guest, { now: until, calendar }).map(({ at, decision }) => ({ at, tier: decision.tier }));
}

function tierAt(path: readonly TierStep[], instant: Instant, first: string): string {
  return path.filter((step) => step.at <= instant).at(-1)?.tier ?? first;
}

function codeOf({ tiers, rankOf }: CompiledProgram, { tier }: GuestState): string {
  return tiers[tier === null ? 0 : (rankOf.get(tier) ?? 0)]?.code ?? '';
}

/** By the order of tiers in the later programme if it has both, else in the earlier one. */
function isLowerTier(before: CompiledProgram, after: CompiledProgram, tier: string, than: string): boolean {
  if (tier === than) return false;
  const order = after.rankOf.has(than) ? after.rankOf : before.rankOf;
  // Neither programme has both tiers: one tier replaces the other.
  return (order.get(tier) ?? after.rankOf.get(tier) ?? 0) < (order.get(than) ?? 0);
}

function revisedBy(program: CompiledProgram, guest: GuestState, at: Instant, calendar: Calendar): GuestState {
  const decision = decide(
    program,
    guest,
    { kind: 'TIER', change: { kind: 'REVISE' } },
    { now: at, recordedAt: at, calendar, inForce: null, transactionId: '', captureGraceMs: 0, restoredForDays: 0 },
  );
  return decision.kind === 'DECIDED' ? decision.after : guest;
}

/** The guest without points, since their ends do not matter for tiers. So no lots have to be read. */
function tierOf(guest: GuestState): GuestState {
  const none = points(0);
  const { counters } = guest;
  return {
    ...guest,
    balance: { available: none, pending: none, held: none, inReview: none, receivable: none },
    overdraft: false,
    lots: [],
    counters: { ...counters, holds: [], terms: [], lotsDueAt: NEVER, inactivity: null },
    dueAt: counters.tierDueAt,
  };
}
