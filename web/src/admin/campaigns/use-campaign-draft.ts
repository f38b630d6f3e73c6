import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type Campaign, type CampaignDraft, campaignPreviewQuery } from '../../entities/campaign/campaign.api';
import type { Send } from '../../shared/api/act-key';
import { actOf, keyOf } from '../../shared/api/calls';
import { campaignDraft } from '../../shared/api/documents';
import { useChange } from '../../shared/api/use-change';
import { useDocument } from '../../shared/document/use-document';
import { useTranslation } from '../../shared/i18n/use-translation';
import {
  type Announcement,
  documentOf,
  type EditedCampaign,
  isSameMessage,
  isTold,
  isWritten,
} from './document/campaign-document.rules';
import { CAMPAIGN_INPUTS, campaignLayout } from './steps/campaign-layout';

const PAUSE_MS = 500;

export interface CampaignDraftProps {
  readonly first: EditedCampaign;
  readonly send: Send<CampaignDraft, Campaign>;
  /** `waits`: the start of the campaign waits for a second person. */
  readonly onSaved: (campaign: Campaign, waits: boolean) => void;
}

/** The edited campaign: its document, preview and message, which is generated from the settings, with saving and starting. */
export function useCampaignDraft({
  first,
  send,
  onSaved,
  isDivided,
}: CampaignDraftProps & { readonly isDivided: boolean }) {
  const { t, language } = useTranslation('admin');
  const client = useQueryClient();
  const [body, setBody] = useState(() => JSON.stringify(documentOf(first)));
  const [settled] = useDebouncedValue(body, PAUSE_MS);
  const preview = useQuery({ ...campaignPreviewQuery(settled, language), placeholderData: keepPreviousData });
  const draft = useDocument<EditedCampaign>({
    members: campaignDraft,
    first: () => first,
    words: 'campaigns',
    inputs: CAMPAIGN_INPUTS,
    layout: useMemo(() => campaignLayout(isDivided), [isDivided]),
    found: (preview.data?.errors ?? []).map((mistake) =>
      mistake.path === 'name' ? { ...mistake, message: t('names.needed') } : mistake,
    ),
  });
  const { store, document: edited } = draft;
  const document = documentOf(edited);
  const text = JSON.stringify(document);
  if (text !== body) setBody(text);
  const made = preview.data?.message ?? null;
  const followed = useRef<Announcement | null>(null);
  useEffect(() => {
    if (made === null || (followed.current !== null && isSameMessage(made, followed.current))) return;
    const message = (store.whole() as EditedCampaign).announcement;
    if (message !== null && !isWritten(message, followed.current)) store.follow(['announcement'], made);
    followed.current = made;
  }, [store, made]);
  const differs = made !== null && isTold(edited) && isWritten(edited.announcement ?? {}, made);
  /** Saves the campaign with the message generated from its latest settings, unless a person wrote the message. */
  const sendWhole: typeof send = async ({ key, body: whole }) => {
    const isMade = whole.announcement !== null && made !== null && !differs;
    if (!isMade) return send({ key, body: whole });
    const latest = await client.query(campaignPreviewQuery(JSON.stringify(whole), language));
    return send({ key, body: { ...whole, announcement: latest.message ?? whole.announcement } });
  };
  const finish = (saved: Campaign, waits: boolean) => {
    store.keep();
    onSaved(saved, waits);
  };
  const save = useChange(sendWhole, (saved) => finish(saved, false));
  // Saved first, so that what starts is what is on the screen.
  const start = useChange<CampaignDraft, { saved: Campaign; waits: boolean }>(
    async ({ key, body: whole }) => {
      const saved = await sendWhole({ key, body: whole });
      void client.invalidateQueries({ queryKey: keyOf('/api/campaigns') });
      const state = { state: 'RUNNING' as const, reason: null, expectedRevision: saved.revision };
      const started = await actOf('PUT', '/api/campaigns/{id}/state', { id: saved.id })({
        key: `${key}-start`,
        body: state,
      });
      return { saved, waits: 'kind' in started };
    },
    ({ saved, waits }) => finish(saved, waits),
  );
  return {
    ...draft,
    edited,
    document,
    preview: preview.data,
    errors: preview.data?.errors ?? [],
    /** The message that the server generates from the settings; undefined: it generates none. */
    generated: made ?? undefined,
    /** The generated message, if the campaign's message differs from it; otherwise null. */
    made: differs ? made : null,
    save,
    start,
  };
}
