import { MultiSelect, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { campaignName, campaignsQuery } from '../../entities/campaign/campaign.api';
import { couponBatchesQuery } from '../../entities/coupon/coupon.api';
import { DOCUMENT_INPUTS } from '../../entities/document/document-inputs';
import { useRewards } from '../../entities/reward/use-rewards';
import { useSegments } from '../../entities/segment/use-segments';
import type { Inputs, InputProps } from '../../shared/document/document-context';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';

interface NamedChoice {
  readonly value: string;
  readonly label: string;
}

/** Makes the select of a reward, a campaign, a segment or the like. A chosen value that is no longer offered stays in the list with its code as its name. */
function choosing(useChoices: () => readonly NamedChoice[]) {
  return function Choice({ label, description, error, value, onChange }: InputProps) {
    const { t } = useTranslation('admin');
    const choices = useChoices();
    const chosen = typeof value === 'string' ? value : '';
    const isKnown = chosen === '' || choices.some((one) => one.value === chosen);
    return (
      <NativeSelect
        {...{ label, description, error }}
        {...bound(chosen, onChange)}
        data={[
          { value: '', label: t('program.conditions.choose') },
          ...choices,
          ...(isKnown ? [] : [{ value: chosen, label: chosen }]),
        ]}
      />
    );
  };
}

function useSegmentChoices(): readonly NamedChoice[] {
  return (useSegments().data ?? []).map(({ code, name }) => ({ value: code, label: name }));
}

function useListChoices(): readonly NamedChoice[] {
  const lists = (useSegments().data ?? []).filter(({ rule }) => rule === null);
  return lists.map(({ code, name }) => ({ value: code, label: name }));
}

function useRewardChoices(): readonly NamedChoice[] {
  const spoken = useSpoken();
  return (useRewards(false).data ?? []).map(({ code, name }) => ({ value: code, label: spoken(name) }));
}

function useBatchChoices(): readonly NamedChoice[] {
  const batches = useQuery(couponBatchesQuery(undefined)).data?.items ?? [];
  return batches.filter(({ kind }) => kind === 'SINGLE').map(({ id, name }) => ({ value: id, label: name ?? id }));
}

function useCampaignChoices(): readonly NamedChoice[] {
  const { language } = useTranslation();
  const campaigns = useQuery(campaignsQuery(null, false, undefined)).data?.items ?? [];
  return campaigns
    .filter(({ document, state }) => document.join === 'JOINED' && state !== 'ENDED')
    .map(({ code, document }) => ({ value: code, label: campaignName(document, language) }));
}

/** The choice of several rewards. A chosen reward that is no longer offered stays in the list with its code as its name. */
function Rewards({ label, description, error, value, onChange }: InputProps) {
  const codes = (value as readonly string[] | undefined) ?? [];
  const known = new Map([
    ...codes.map((code) => [code, code] as const),
    ...useRewardChoices().map((one) => [one.value, one.label] as const),
  ]);
  return (
    <MultiSelect
      {...{ label, description, error }}
      searchable
      value={[...codes]}
      onChange={onChange}
      data={[...known].map(([code, text]) => ({ value: code, label: text }))}
    />
  );
}

export const AUTOMATION_INPUTS: Inputs = {
  ...DOCUMENT_INPUTS,
  segment: choosing(useSegmentChoices),
  reward: choosing(useRewardChoices),
  rewards: Rewards,
  batchId: choosing(useBatchChoices),
  campaign: choosing(useCampaignChoices),
};
/** The inputs of a step that changes a list: its segment can only be a list. */
export const LIST_INPUTS: Inputs = { ...AUTOMATION_INPUTS, segment: choosing(useListChoices) };
