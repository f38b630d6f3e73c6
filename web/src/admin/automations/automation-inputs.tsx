import { useQuery } from '@tanstack/react-query';
import { campaignName, campaignsQuery } from '../../entities/campaign/campaign.api';
import { couponBatchesQuery } from '../../entities/coupon/coupon.api';
import { type NamedChoice, oneOf, severalOf } from '../../entities/document/choice-inputs';
import { DOCUMENT_INPUTS, useRewardChoices } from '../../entities/document/document-inputs';
import { useSegments } from '../../entities/segment/use-segments';
import type { Inputs } from '../../shared/document/document-context';
import { useTranslation } from '../../shared/i18n/use-translation';

function useSegmentChoices(): readonly NamedChoice[] {
  return (useSegments().data ?? []).map(({ code, name }) => ({ value: code, label: name }));
}

function useListChoices(): readonly NamedChoice[] {
  const lists = (useSegments().data ?? []).filter(({ rule }) => rule === null);
  return lists.map(({ code, name }) => ({ value: code, label: name }));
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

export const AUTOMATION_INPUTS: Inputs = {
  ...DOCUMENT_INPUTS,
  segment: oneOf(useSegmentChoices),
  reward: oneOf(useRewardChoices),
  rewards: severalOf(useRewardChoices),
  batchId: oneOf(useBatchChoices),
  campaign: oneOf(useCampaignChoices),
};
/** The inputs of a step that changes a list: its segment can only be a list. */
export const LIST_INPUTS: Inputs = { ...AUTOMATION_INPUTS, segment: oneOf(useListChoices) };
