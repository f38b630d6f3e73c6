import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { campaignName, campaignsQuery } from '../../../entities/campaign/campaign.api';
import { MENU_ITEM_TYPES } from '../../../entities/menu/menu.api';
import type { Inputs, InputProps } from '../../../shared/document/document-context';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DOCUMENT_INPUTS } from '../../../entities/document/document-inputs';
import { SALE_KINDS } from './sale-kinds';

interface NamedChoice {
  readonly value: string;
  readonly label: string;
}

/** Makes the input for several names. A chosen name that is no longer offered stays in the list. */
function choosing(useChoices: () => readonly NamedChoice[]) {
  return function Names({ label, description, placeholder = '', error, value, onChange }: InputProps) {
    const choices = useChoices();
    const chosen = (value as readonly string[] | undefined) ?? [];
    const others = chosen.filter((name) => choices.every((choice) => choice.value !== name));
    return (
      <MultiSelect
        {...{ label, description, error }}
        size="md"
        placeholder={chosen.length === 0 ? placeholder : ''}
        data={[...choices, ...others.map((name) => ({ value: name, label: name }))]}
        value={[...chosen]}
        onChange={onChange}
      />
    );
  };
}

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
  tiers: choosing(ofSale('tier')),
  channels: choosing(ofSale('channel')),
  restaurantIds: choosing(ofSale('restaurant')),
  types: choosing(useItemTypes),
  campaigns: choosing(useCampaigns),
};
