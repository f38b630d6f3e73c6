import { addedBy } from '../../../entities/campaign/gains';
import { offerOf } from './campaign-document.rules';
import type { CampaignValues } from './campaign-values.rules';

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
