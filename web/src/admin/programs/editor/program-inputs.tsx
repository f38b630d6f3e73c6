import { useQuery } from '@tanstack/react-query';
import { campaignName, campaignsQuery } from '../../../entities/campaign/campaign.api';
import { MENU_ITEM_TYPES } from '../../../entities/menu/menu.api';
import type { Inputs } from '../../../shared/document/document-context';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { type NamedChoice, severalOf } from '../../../entities/document/choice-inputs';
import { DOCUMENT_INPUTS } from '../../../entities/document/document-inputs';
import { SALE_KINDS } from './sale-kinds';

function useItemTypes(): readonly NamedChoice[] {
  const { t } = useTranslation('admin');
  return MENU_ITEM_TYPES.map((value) => ({ value, label: t(`program.itemTypes.${value}`) }));
}

function useCampaigns(): readonly NamedChoice[] {
  const { language } = useTranslation();
  const campaigns = useQuery(campaignsQuery(null, false, undefined));
  return (campaigns.data?.items ?? []).map(({ code, document }) => ({
    value: code,
    label: campaignName(document, language),
  }));
}

/** The choices for a field of the conditions on a sale; the choices for `tier` are the tiers of the edited programme. */
const ofSale = (field: string) => () => SALE_KINDS.useChoices(field) ?? [];

export const PROGRAM_INPUTS: Inputs = {
  ...DOCUMENT_INPUTS,
  tiers: severalOf(ofSale('tier')),
  channels: severalOf(ofSale('channel')),
  restaurantIds: severalOf(ofSale('restaurant')),
  types: severalOf(useItemTypes),
  campaigns: severalOf(useCampaigns),
};
