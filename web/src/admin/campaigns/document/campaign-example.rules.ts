import { addedBy } from '../../../entities/campaign/gains';
import type { CampaignDraft } from '../../../entities/campaign/campaign.api';

/** Points that a receipt of `paid` brings by the programme's base, and what the offer adds to it. */
export function exampleOf(
  { offer, caps }: Pick<CampaignDraft, 'offer' | 'caps'>,
  base: { readonly step: number; readonly points: number } | null,
  paid: number,
): { readonly usual: number; readonly added: number } {
  const usual = base === null ? 0 : Math.floor(paid / base.step) * base.points;
  if (offer === null) return { usual, added: 0 };
  const added = addedBy(offer, usual, paid);
  return { usual, added: Number.isFinite(added) ? Math.min(caps?.perSale ?? Infinity, added) : 0 };
}
