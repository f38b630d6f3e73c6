/** Acts that set a tier by hand, review it anew, or raise a counter that tiers may need. */
import { afterAct, type AfterAct, afterLook, nextDue } from '../program/after';
import { Books } from '../lots/books';
import type { CompiledProgram } from '../program/compile';
import { decided } from '../sale/decide-points';
import { revise } from '../tiers/tier-review';
import { tallyOn, type Tally } from '../tiers/tier-windows';
import { heldRank, qualifyingOf, tierPositionOf, tierAt, type TierPosition } from '../tiers/tiers';
import { traced } from '../act/trace';
import type { CountAct, Decision, GuestState, Refusal, TierAct, TierChange } from '../act/types';
import type { Context } from '../act/context.types';

/** Sets a tier by hand. The programme's rule keeps reviewing the tier beneath it. */
export function decideTier(
  program: CompiledProgram,
  guest: GuestState,
  { change }: TierAct,
  context: Context,
): Decision | Refusal {
  const { calendar, now } = context;
  const inForce = context.inForce ?? program;
  const tally = tallyOn(inForce, qualifyingOf(guest), calendar.localDay(now));
  const position = tierAfter(inForce, guest, change, tally);
  if ('kind' in position) return position;
  const books = new Books(guest);
  const after = afterLook(inForce, guest, books, calendar, {
    position,
    tally,
    sales: guest.lifetime.sales,
    counters: null,
  });
  const said =
    change.kind === 'SET'
      ? [traced('TIER', `tier.${change.tier}.setByHand`, 0, { from: after.tierBefore, untilDay: change.untilDay })]
      : after.trace;
  const told = change.kind === 'REVISE' ? withoutGoneTier(inForce, guest, after) : { ...after, trace: said };
  return { ...decided(books, told, []), details: { kind: 'TIER', change } };
}

/** A tier that the programme does not have counts as its lowest. The change is still told from the tier that the guest held. */
function withoutGoneTier(program: CompiledProgram, guest: GuestState, after: AfterAct): AfterAct {
  const { tier: from } = guest;
  if (from === null || program.rankOf.has(from)) return after;
  const said =
    after.tier === tierAt(program, 0).code
      ? traced('TIER', `tier.${after.tier}.fell`, 0, { from, keptUntilDay: null })
      : traced('TIER', `tier.${after.tier}.reached`, 0, { from });
  return { ...after, tierBefore: from, trace: [said] };
}

/** Whether a review of the tier by this programme (`REVISE`) would change the tier, its grace, or the day of the next review to an earlier one. */
export function changesByRevision(
  program: CompiledProgram,
  guest: GuestState,
  { now, calendar }: Pick<Context, 'now' | 'calendar'>,
): boolean {
  const tally = tallyOn(program, qualifyingOf(guest), calendar.localDay(now));
  const position = revise(program, guest, tally);
  const { byHand, tierDueAt } = guest.counters;
  const lowest = tierAt(program, 0).code;
  return (
    tierAt(program, heldRank(program, position)).code !== (guest.tier ?? lowest) ||
    (byHand !== null && byHand.rule !== tierAt(program, position.rank).code) ||
    position.graceUntil !== guest.graceUntil ||
    nextDue(program, guest, position, tally, calendar).at < tierDueAt
  );
}

function tierAfter(
  program: CompiledProgram,
  guest: GuestState,
  change: TierChange,
  tally: Tally,
): TierPosition | Refusal {
  const position = tierPositionOf(program, guest);
  switch (change.kind) {
    case 'SET':
      if (!program.rankOf.has(change.tier)) return { kind: 'REFUSED', code: 'tier_unknown', data: {} };
      return { ...position, byHand: { tier: change.tier, untilDay: change.untilDay } };
    case 'END':
      if (position.byHand === null) return { kind: 'REFUSED', code: 'tier_not_set_by_hand', data: {} };
      return { ...position, byHand: null };
    case 'REVISE':
      return revise(program, guest, tally);
  }
}

/** Refuses a counter that no tier of the programme in force needs, so that nothing is counted in vain. */
export function decideCount(
  program: CompiledProgram,
  guest: GuestState,
  act: CountAct,
  context: Context,
): Decision | Refusal {
  if (guest.blocked) return { kind: 'REFUSED', code: 'guest_blocked', data: {} };
  const inForce = context.inForce ?? program;
  const { counter, count } = act;
  if (!inForce.counterCodes.includes(counter)) return { kind: 'REFUSED', code: 'counter_unknown', data: {} };
  const day = context.calendar.localDay(act.occurredAt);
  const added = { day, spend: 0, visits: 0, points: 0, sales: 0, counter: { code: counter, count } };
  const books = new Books(guest);
  const after = afterAct(inForce, guest, books, context, { added, counters: null });
  return {
    ...decided(books, after, [traced('COUNT', `counter.${counter}`, count)]),
    details: { kind: 'COUNT', counter, count },
  };
}
