import { type MoneyOffered, promoCodeFailure, takeMoneyOff } from '../../campaigns/campaign-money';
import { type CampaignOffers, costOf } from '../../campaigns/campaign-offers';
import type { CapMeter } from '../../campaigns/caps';
import { multiplyDivide } from '../../basics/integers';
import { minorUnits, points } from '../../basics/numbers';
import { SaleFacts } from '../../act/sale-facts';
import { traced } from '../../act/trace';
import type { Refusal, RefundAct, ReturnedCampaign, TraceEntry } from '../../act/types';
import type { Context } from '../../act/context.types';
import { type RefundShares, shareOf } from '../../spending/refund-shares';
import type { SaleDraft, SalePart } from '../sale-draft';

/** The money that campaigns take off what the tier left. */
export const CAMPAIGN_MONEY: SalePart = {
  name: 'campaign money',
  isInPlain: () => false,
  quote: (draft) => {
    const { offers, meter, act, context, trace } = draft;
    if (offers !== null) traceLeftOut(draft, offers);
    if (offers !== null && meter !== null && offers.candidates.haveMoney && act.attached !== true) {
      draft.byCampaigns = moneyOffOf(draft, offers, meter);
      draft.discount = draft.byCampaigns.discount;
    }
    return act.promoCode === undefined
      ? null
      : refusePromoCode(act.promoCode, offers, draft.byCampaigns, context, trace);
  },
  takeBack: ({ act, shares, trace, campaigns }) => {
    for (const [campaign, lost] of shares.lostGifts)
      if (lost > 0) trace.push(traced('GIVE_BACK', 'refund.gift', lost, { campaign }));
    campaigns.push(...returnedByLines(act, shares));
  },
};

/** Writes into the trace the campaigns that paying with points excludes, without those of promo codes, which a guest has to name, and those of other tiers. */
function traceLeftOut({ tier, trace }: SaleDraft, { leftOut }: CampaignOffers): void {
  const meant = leftOut.filter(({ promoKey, tiers }) => promoKey === null && (tiers === null || tiers.has(tier.code)));
  if (meant.length === 0) return;
  const campaigns = meant.map(({ code }) => code).join(', ');
  trace.push(traced('REDEEM', 'redemption.withoutCampaigns', 0, { campaigns }));
}

/** The parts that go back to campaigns' budgets: points or money in proportion to the refund, the use with the whole sale. */
function returnedByLines(act: RefundAct, shares: RefundShares): readonly ReturnedCampaign[] {
  const { campaigns = [], pointValue } = act.details;
  return campaigns.flatMap(
    ({ campaign, arm, points: given, uses, byLine, tasks, money, receiptId }): ReturnedCampaign[] => {
      if (arm !== 'OFFERED' || tasks !== undefined) return [];
      const before = sharedBefore(byLine, act, shares);
      const back = shareOf(byLine, act.lines, shares) + (shares.lostGifts.get(campaign) ?? 0);
      const worth =
        money === undefined ? costOf(given - before, pointValue) - costOf(given - before - back, pointValue) : back;
      const returned = {
        campaign,
        transactionId: receiptId ?? act.saleId,
        points: points(money === undefined ? back : 0),
        money: minorUnits(worth),
        uses: shares.isWhole ? uses : 0,
      };
      return back > 0 || returned.uses > 0 ? [returned] : [];
    },
  );
}

/** The part of an effect divided by lines that earlier refunds gave back. */
function sharedBefore(byLine: readonly number[], { lines }: RefundAct, shares: RefundShares): number {
  return shares.lines.reduce((sum, { grossBefore }, index) => {
    const line = lines[index];
    const brought = byLine[index] ?? 0;
    return line === undefined || line.gross === 0 ? sum : sum + multiplyDivide(brought, grossBefore, line.gross);
  }, 0);
}

function moneyOffOf(draft: SaleDraft, offers: CampaignOffers, meter: CapMeter): MoneyOffered {
  const { program, guest, act, context, lines, discount, restrictions: restricted, trace } = draft;
  const payable = act.amount - discount.amount;
  const { birthdayToday } = discount;
  const soFar = { act, tier: draft.tier.code, lines, payable, birthdayToday };
  const facts = new SaleFacts(soFar, guest, context.calendar);
  const { rounding } = program.document;
  return takeMoneyOff(offers, { facts, lines, discount, restricted, rounding }, meter, trace);
}

/** Refuses a promo code that takes nothing off, so that the till can tell the guest why. */
export function refusePromoCode(
  promoCode: string,
  offers: CampaignOffers | null,
  byCampaigns: Pick<MoneyOffered, 'sold'> | null,
  { campaigns }: Pick<Context, 'campaigns'>,
  trace: readonly TraceEntry[],
): Refusal | null {
  const reason = promoCodeFailure(promoCode, campaigns?.inOrder ?? [], offers, byCampaigns?.sold ?? [], trace);
  return reason === null ? null : { kind: 'REFUSED', code: 'promo_code_refused', data: { reason } };
}
