import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';
import { guestKeys } from '../guest/guest.api';
import { lookWhileOpen } from '../program/run';

export type Campaign = Schemas['Campaign'];
export type CampaignDetail = Schemas['CampaignDetail'];
export type CampaignDraft = Schemas['CampaignDraft'];
export type CampaignState = Campaign['state'];
export type CampaignResults = Schemas['CampaignResults'];
export type CampaignPreview = Schemas['CampaignPreview'];
export type CampaignEstimate = NonNullable<Schemas['ReportedCampaignEstimateRun']['estimate']>;
export type CampaignOfGuest = Schemas['CampaignOfGuest'];
export type CampaignOccurrence = CampaignDetail['occurrences'][number];

const CAMPAIGNS_AT_ONCE = 50;
/** A state counts some seconds after it was set. */
const LOOK_EVERY_MS = 5_000;

export const CAMPAIGN_STATES = ['DRAFT', 'SCHEDULED', 'ACTIVE', 'PAUSED', 'ENDED'] as const satisfies CampaignState[];

export const campaignKeys = { each: ['campaigns'] };

/** Campaigns in a state, or all; the newest first. */
export function campaignsQuery(state: CampaignState | null, archived: boolean, cursor: string | undefined) {
  return queryOptions({
    queryKey: [...campaignKeys.each, 'list', state, archived, cursor],
    queryFn: ({ signal }) => {
      const query = {
        ...pageAfter(cursor, CAMPAIGNS_AT_ONCE),
        archived: archived ? ('true' as const) : ('false' as const),
        ...(state !== null && { state }),
      };
      return answerOf(api.GET('/api/campaigns', { params: { query }, signal }));
    },
  });
}

export function campaignQuery(id: string) {
  return queryOptions({
    queryKey: [...campaignKeys.each, 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/campaigns/{id}', { params: { path: { id } }, signal })),
    refetchInterval: LOOK_EVERY_MS,
  });
}

export function campaignResultsQuery(id: string) {
  return queryOptions({
    queryKey: [...campaignKeys.each, 'results', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/campaigns/{id}/stats', { params: { path: { id } }, signal })),
  });
}

/** Occurrences between two local days. */
export function campaignCalendarQuery(from: string, to: string) {
  return queryOptions({
    queryKey: [...campaignKeys.each, 'calendar', from, to],
    queryFn: ({ signal }) => answerOf(api.GET('/api/campaigns/calendar', { params: { query: { from, to } }, signal })),
  });
}

/** Mistakes, warnings and next occurrences of a document as it is typed. */
export function campaignPreviewQuery(document: string, language: string) {
  return queryOptions({
    queryKey: [...campaignKeys.each, 'preview', document, language],
    queryFn: ({ signal }) => {
      const body = { document: JSON.parse(document) as unknown };
      return answerOf(api.POST('/api/campaigns/preview', { body, signal }));
    },
  });
}

/** How many guests it would mean. */
export function campaignAudienceQuery(body: Schemas['CampaignAudience']) {
  return queryOptions({
    queryKey: [...campaignKeys.each, 'audience', body],
    queryFn: ({ signal }) => answerOf(api.POST('/api/campaigns/audience', { body, signal })),
  });
}

/** A run of an estimate with what it found, looked at again until it has ended. */
export function campaignEstimateQuery(id: string | undefined) {
  return queryOptions({
    queryKey: [...campaignKeys.each, 'estimate', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/campaigns/estimates/{id}', { params: { path: { id: id ?? '' } }, signal })),
    refetchInterval: ({ state }) => lookWhileOpen(state.data),
  });
}

export const askEstimate: Send<Schemas['AskCampaignEstimate'], Schemas['CampaignEstimateRun']> = ({ key, body }) =>
  answerOf(api.POST('/api/campaigns/estimates', { params: { header: keyHeader(key) }, body }));

export const cancelEstimate =
  (id: string): Send<null, unknown> =>
  ({ key }) =>
    answerOf(api.DELETE('/api/campaigns/estimates/{id}', { params: { path: { id }, header: keyHeader(key) } }));

/** Scheduled, active and paused ones as one guest meets them. */
export function campaignsOfGuestQuery(guestId: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(guestId), 'campaigns'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/guests/{id}/campaigns', { params: { path: { id: guestId } }, signal })),
  });
}

/** Joins a guest to a campaign that asks for it, or lets the guest leave. */
export function setMembership(guestId: string, campaignId: string): Send<'join' | 'leave', unknown> {
  return ({ key, body }) => {
    const params = { path: { id: guestId, campaignId }, header: keyHeader(key) };
    return body === 'join'
      ? answerOf(api.POST('/api/guests/{id}/campaigns/{campaignId}/join', { params }))
      : answerOf(api.POST('/api/guests/{id}/campaigns/{campaignId}/leave', { params }));
  };
}

export const createCampaign: Send<Schemas['CreateCampaign'], Campaign> = ({ key, body }) =>
  answerOf(api.POST('/api/campaigns', { params: { header: keyHeader(key) }, body }));

export const changeCampaign =
  (id: string): Send<Schemas['ChangeCampaign'], Campaign> =>
  ({ key, body }) =>
    answerOf(api.PATCH('/api/campaigns/{id}', { params: { path: { id }, header: keyHeader(key) }, body }));

/** A start with large budgets waits for a second person. */
export const setCampaignState =
  (id: string): Send<Schemas['SetCampaignState'], Campaign | Schemas['ChangeRequest']> =>
  ({ key, body }) =>
    answerOf(api.PUT('/api/campaigns/{id}/state', { params: { path: { id }, header: keyHeader(key) }, body }));

export const copyCampaign =
  (id: string): Send<null, Campaign> =>
  ({ key }) =>
    answerOf(api.POST('/api/campaigns/{id}/copy', { params: { path: { id }, header: keyHeader(key) } }));

export const archiveCampaign =
  (id: string): Send<null, Campaign> =>
  ({ key }) =>
    answerOf(api.POST('/api/campaigns/{id}/archive', { params: { path: { id }, header: keyHeader(key) } }));

/** The name in the language on the screen, else in whichever there is. */
export function campaignName({ name }: Pick<Campaign['document'], 'name'>, language: string): string {
  return name[language] ?? Object.values(name)[0] ?? '';
}
