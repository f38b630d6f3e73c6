import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Campaign, type CampaignDraft, campaignPreviewQuery } from '../../entities/campaign/campaign.api';
import type { Send } from '../../shared/api/act-key';
import { actOf, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { documentOf, messageValuesOf } from './document/campaign-document.rules';
import {
  type CampaignValues,
  isSameMessage,
  isTold,
  isWritten,
  type MessageValues,
} from './document/campaign-values.rules';

const PAUSE_MS = 500;

export interface CampaignDraftProps {
  /** Null: the campaign is new. */
  readonly campaign: Campaign | null;
  readonly values: CampaignValues;
  readonly send: Send<CampaignDraft, Campaign>;
  /** `waits`: the start of the campaign waits for a second person. */
  readonly onSaved: (campaign: Campaign, waits: boolean) => void;
}

/** The edited campaign: its document, preview and message, which is generated from the settings, with saving and starting. */
export function useCampaignDraft({ campaign, values: first, send, onSaved }: CampaignDraftProps) {
  const { language } = useTranslation('admin');
  const { currency } = useNetwork();
  const client = useQueryClient();
  const [values, setValues] = useState(first);
  const document = documentOf(values, currency, campaign?.document ?? null);
  const [settled] = useDebouncedValue(JSON.stringify(document), PAUSE_MS);
  const preview = useQuery({ ...campaignPreviewQuery(settled, language), placeholderData: keepPreviousData });
  const { message } = preview.data ?? {};
  const made = message === undefined ? null : messageValuesOf(message);
  const [followed, setFollowed] = useState<MessageValues | null>(null);
  if (made !== null && (followed === null || !isSameMessage(made, followed))) {
    setFollowed(made);
    setValues((before) => (isWritten(before, followed) ? before : { ...before, ...made }));
  }
  const differs = made !== null && isTold(values) && isWritten(values, made);
  /** Saves the campaign with the message generated from its latest settings, unless a person wrote the message. */
  const sendWhole: typeof send = async ({ key, body }) => {
    const isMade = body.announcement !== null && made !== null && !differs;
    if (!isMade) return send({ key, body });
    const latest = await client.query(campaignPreviewQuery(JSON.stringify(body), language));
    return send({ key, body: { ...body, announcement: latest.message ?? body.announcement } });
  };
  const save = useChange(sendWhole, (saved) => onSaved(saved, false));
  // Saved first, so that what starts is what is on the screen.
  const start = useChange<CampaignDraft, { saved: Campaign; waits: boolean }>(
    async ({ key, body }) => {
      const saved = await sendWhole({ key, body });
      void client.invalidateQueries({ queryKey: keyOf('/api/campaigns') });
      const state = { state: 'RUNNING' as const, reason: null, expectedRevision: saved.revision };
      const started = await actOf('PUT', '/api/campaigns/{id}/state', { id: saved.id })({
        key: `${key}-start`,
        body: state,
      });
      return { saved, waits: 'kind' in started };
    },
    ({ saved, waits }) => onSaved(saved, waits),
  );
  return {
    values,
    set: (change: Partial<CampaignValues>) => setValues((before) => ({ ...before, ...change })),
    document,
    preview: preview.data,
    errors: preview.data?.errors ?? [],
    /** The generated message, if a person wrote another one; else null. */
    made: differs ? made : null,
    save,
    start,
  };
}
