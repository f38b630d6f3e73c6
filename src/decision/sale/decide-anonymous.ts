/** Money off a check without a guest, by campaigns that apply to everybody (docs/decisions/0093). */
import { takeMoneyOff } from '../campaigns/campaign-money';
import { CampaignOffers, withCampaigns } from '../campaigns/campaign-offers';
import { CapMeter } from '../campaigns/caps';
import type { CompiledProgram } from '../program/compile';
import { divideSale } from '../spending/division';
import { NO_REWARD_DISCOUNT } from '../spending/rewards';
import { restrictLines, traceKept, traceLeftOut } from '../spending/restrictions';
import { newGuest } from '../act/guest';
import { NOTHING_ASKED, SaleFacts } from '../act/sale-facts';
import { linesOf } from './decide-sale';
import { refusePromoCode } from './parts/campaign-money';
import type { Facts, LineDivision, Refusal, SaleAct, SoldCampaign, TraceEntry } from '../act/types';
import type { Context } from '../act/context.types';

export type MoneyOffForEverybody = {
  /** Minor units. */
  readonly discount: number;
  /** Lines after the discount. Null: nothing came off, so the lines of the check stay as they are. */
  readonly lines: readonly LineDivision[] | null;
  readonly sold: readonly SoldCampaign[];
  readonly facts: Facts;
  readonly trace: readonly TraceEntry[];
};

const NOTHING: MoneyOffForEverybody = { discount: 0, lines: null, sold: [], facts: NOTHING_ASKED, trace: [] };
const PAID: MoneyOffForEverybody = { ...NOTHING, facts: { ...NOTHING_ASKED, campaigns: { isPaid: true } } };

/** @param program the programme in force at the sale; null: none, so nothing comes off */
export function moneyOffForEverybody(
  program: CompiledProgram | null,
  act: SaleAct,
  context: Pick<Context, 'calendar' | 'campaigns' | 'now'>,
): MoneyOffForEverybody | Refusal {
  const { calendar, campaigns, now } = context;
  const nobody = newGuest();
  const offers =
    program === null || campaigns === undefined || campaigns.inOrder.length === 0
      ? null
      : new CampaignOffers(campaigns, act, nobody, program.document.pointValue, calendar, {
          isAnonymous: true,
        });
  if (program === null || offers?.candidates.haveMoney !== true)
    return (act.promoCode === undefined ? null : refusePromoCode(act.promoCode, null, null, context, [])) ?? NOTHING;
  if (act.isPaid === true) return PAID;
  const lines = linesOf(act);
  if ('kind' in lines) return lines;
  const { restrictions, document } = program;
  const restricted = restrictions === null ? null : restrictLines(restrictions, lines);
  const nothing = { amount: 0, byLine: null, birthdayToday: null };
  const facts = new SaleFacts({ act, tier: '', lines, payable: act.amount, birthdayToday: null }, nobody, calendar);
  const meter = new CapMeter(nobody.counters.caps, calendar.businessDay(now));
  const trace: TraceEntry[] = [];
  const sale = { facts, lines, discount: nothing, restricted, rounding: document.rounding };
  const { discount, sold } = takeMoneyOff(offers, sale, meter, trace);
  const unused = act.promoCode === undefined ? null : refusePromoCode(act.promoCode, offers, { sold }, context, trace);
  if (unused !== null) return unused;
  const byLine = discount.byLine ?? lines.map(() => 0);
  if (restricted !== null) {
    traceLeftOut(trace, 'DISCOUNT', 'lines.noDiscount', restrictions?.discount ?? null, lines);
    traceKept(trace, restricted, lines, byLine);
  }
  const divided = divideSale(lines, {
    discount: discount.amount,
    discountByLine: byLine,
    byRewards: NO_REWARD_DISCOUNT,
    points: 0,
    pointsValue: 0,
    redeemable: null,
    earnedByLine: lines.map(() => 0),
    byCategory: null,
  });
  return { discount: discount.amount, lines: divided, sold, facts: withCampaigns(facts.asked, offers, sold), trace };
}
