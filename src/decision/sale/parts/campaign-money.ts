import { type MoneyOffered, promoCodeFailure, takeMoneyOff } from '../../campaigns/campaign-money';
import type { CampaignOffers } from '../../campaigns/campaign-offers';
import type { CapMeter } from '../../campaigns/caps';
import { SaleFacts } from '../../act/sale-facts';
import type { Context, Refusal, TraceEntry } from '../../act/types';
import type { SaleDraft, SalePart } from '../sale-draft';

/** The money that campaigns take off what the tier left. */
export const CAMPAIGN_MONEY: SalePart = {
  quote: (draft) => {
    const { offers, meter, act, context, trace } = draft;
    if (offers !== null && meter !== null && offers.candidates.haveMoney && act.attached !== true) {
      draft.byCampaigns = moneyOffOf(draft, offers, meter);
      draft.discount = draft.byCampaigns.discount;
    }
    return act.promoCode === undefined
      ? null
      : refusePromoCode(act.promoCode, offers, draft.byCampaigns, context, trace);
  },
};

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
