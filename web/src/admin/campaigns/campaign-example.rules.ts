import type { CampaignDraft } from '../../entities/campaign/campaign.api';
import { offerOf } from './campaign-document.rules';
import type { CampaignValues } from './campaign-values.rules';

const MILLION = 1_000_000;

/** Points that a receipt of `paid` brings by the programme's base, and what the offer adds to it. */
export function exampleOf(
  values: CampaignValues,
  currency: string,
  base: { readonly step: number; readonly points: number } | null,
  paid: number,
): { readonly usual: number; readonly added: number } {
  const usual = base === null ? 0 : Math.floor(paid / base.step) * base.points;
  const offer = offerOf(values, currency);
  if (offer === null) return { usual, added: 0 };
  const cap = values.perSale === '' ? Infinity : values.perSale;
  return { usual, added: Math.min(cap, addedBy(offer, usual, paid)) };
}

function addedBy(offer: NonNullable<CampaignDraft['offer']>, usual: number, paid: number): number {
  switch (offer.kind) {
    case 'MULTIPLIER':
      return Math.floor((usual * (offer.multiplierPpm - MILLION)) / MILLION);
    case 'POINTS':
      return offer.points;
    case 'PER_STEP':
      return offer.step === 0 ? 0 : Math.floor(paid / offer.step) * offer.points;
    case 'PER_QUANTITY':
      return offer.points;
  }
}
