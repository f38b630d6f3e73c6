import { divideSale } from '../../spending/division';
import { SaleFacts } from '../../act/sale-facts';
import { NO_ARGUMENTS, traced } from '../../act/trace';
import type { TraceArguments } from '../../act/types';
import { earnByBase, earnByRules, hasRules } from './earned-points';
import type { SaleDraft, SalePart } from '../sale-draft';

/** Points for what is paid with money: base, rules, tier, campaigns and caps, and the bonus of a first sale. */
export const EARNING: SalePart = {
  take: (draft) => {
    const { program, tier, lines, payable, meter, trace, offers } = draft;
    const facts = factsOf(draft);
    draft.facts = facts;
    draft.earned =
      facts === null
        ? earnByBase(program, tier, lines, payable, meter, trace)
        : earnByRules(program, tier, facts, meter, trace, offers);
    draft.firstSaleBonus = firstSaleBonus(draft);
    draft.divided = divideSale(lines, draft.effects(draft.earned.byLine));
  },
};

function factsOf(draft: SaleDraft): SaleFacts | null {
  const { program, guest, act, context, lines, payable, byCampaigns, discount, offers } = draft;
  if (byCampaigns === null && !hasRules(program) && offers === null) return null;
  const earnsFrom = paidOf(draft);
  if (byCampaigns !== null) return byCampaigns.facts.settle(payable, earnsFrom);
  const { birthdayToday } = discount;
  const decided = { act, tier: draft.tier.code, lines, payable, birthdayToday, earnsFrom };
  return new SaleFacts(decided, guest, context.calendar);
}

/** The earning part of each line under restrictions: the amount paid for it without its tax. Null: the programme restricts none. */
function paidOf(draft: SaleDraft): number[] | null {
  const { lines, restrictions } = draft;
  if (restrictions === null) return null;
  const divided = divideSale(lines, draft.effects(lines.map(zero)));
  return divided.map(({ payable }, index) => payable - (restrictions.tax[index] ?? 0));
}

const zero = (): number => 0;

const NOT_FIRST: TraceArguments = { failed: 'notFirst' };
const NOTHING_PAID: TraceArguments = { failed: 'nothingPaid' };

/** The bonus for the guest's first sale with something to pay. */
function firstSaleBonus({ program, guest, payable, trace }: SaleDraft): number {
  const activity = program.document.activities.firstSale;
  if (activity === null) return 0;
  const reason = guest.counters.firstSale !== null ? NOT_FIRST : payable === 0 ? NOTHING_PAID : null;
  const bonus = reason === null ? activity.points : 0;
  trace.push(traced('EARN', 'activity.firstSale', bonus, reason ?? NO_ARGUMENTS));
  return bonus;
}
