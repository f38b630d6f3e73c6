import type { KeyedAct } from '../../shared/api/act-key';
import { actOf, ask, askBy, askOrNull, keyOf } from '../../shared/api/calls';
import { pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';
import type { Language } from '../../generated/words/words';
import { type TextByLanguage, spokenIn } from '../../shared/i18n/spoken';
import { lookWhileOpen } from '../program/run';

export type Campaign = Schemas['Campaign'];
/** A campaign of the list, with what was used of its budgets. */
export type ListedCampaign = Schemas['ListedCampaign'];
export type CampaignDetail = Schemas['CampaignDetail'];
export type CampaignDraft = Schemas['CampaignDraft'];
export type CampaignState = Campaign['state'];
export type CampaignStateChange = Schemas['SetCampaignState'];
export type CampaignResults = Schemas['CampaignResults'];
export type CampaignPreview = Schemas['CampaignPreview'];
export type CampaignEstimate = NonNullable<Schemas['ReportedCampaignEstimateRun']['estimate']>;
export type CampaignOfGuest = Schemas['CampaignOfGuest'];
export type EarnedBadge = Schemas['CampaignsOfGuest']['badges'][number];
/** An occurrence of any campaign, in the calendar. */
export type CalendarOccurrence = Schemas['CampaignCalendar']['items'][number];
export type CampaignOccurrence = CampaignDetail['occurrences'][number];

/** The most campaigns in one answer of results. */
const CAMPAIGNS_AT_ONCE = 20;
/** A state counts some seconds after it was set. */
const LOOK_EVERY_MS = 5_000;

export const CAMPAIGN_STATES = ['DRAFT', 'SCHEDULED', 'ACTIVE', 'PAUSED', 'ENDED'] as const satisfies CampaignState[];

/** Campaigns in a state, or all; the newest first. */
export function campaignsQuery(state: CampaignState | null, archived: boolean, cursor: string | undefined) {
  return ask('/api/campaigns', {
    ...pageAfter(cursor, CAMPAIGNS_AT_ONCE),
    archived: archived ? 'true' : 'false',
    state: state ?? undefined,
  });
}

/** Guests and effect of campaigns that run or ran, by their ids. */
export function campaignFiguresQuery(ids: readonly string[]) {
  return ask(
    '/api/analytics/campaigns',
    { ids: ids.join(','), limit: CAMPAIGNS_AT_ONCE },
    { under: keyOf('/api/campaigns') },
  );
}

export function campaignQuery(id: string) {
  return ask('/api/campaigns/{id}', { id }, { refetchInterval: LOOK_EVERY_MS });
}

/** Mistakes, warnings and next occurrences of a document as it is typed. */
export function campaignPreviewQuery(document: string, language: string) {
  return askBy('/api/campaigns/preview', {}, { document: JSON.parse(document) as unknown }, { by: language });
}

/** A run of an estimate with what it found, looked at again until it has ended. */
export function campaignEstimateQuery(id: string | undefined) {
  return ask(
    '/api/campaigns/estimates/{id}',
    { id: id ?? '' },
    { enabled: id !== undefined, refetchInterval: ({ state }) => lookWhileOpen(state.data) },
  );
}

/** Scheduled, active and paused ones as one guest meets them. */
export function campaignsOfGuestQuery(guestId: string) {
  return ask('/api/guests/{id}/campaigns', { id: guestId });
}

/** One as a guest meets it, also when it has ended; null: the guest can know of none with this id. */
export function campaignOfGuestQuery(guestId: string, campaignId: string) {
  return askOrNull('/api/guests/{id}/campaigns/{campaignId}', { id: guestId, campaignId });
}

/** Pauses, resumes or archives several campaigns; with `preview` it only says what the act would do. */
export const changeSeveralCampaigns = actOf('POST', '/api/campaigns/several');

/** Joins a guest to a campaign that asks for it, or lets the guest leave. */
export function setMembership(id: string, campaignId: string) {
  return ({ key, body }: KeyedAct<'join' | 'leave'>): Promise<unknown> =>
    body === 'join'
      ? actOf('POST', '/api/guests/{id}/campaigns/{campaignId}/join', { id, campaignId })({ key, body: null })
      : actOf('POST', '/api/guests/{id}/campaigns/{campaignId}/leave', { id, campaignId })({ key, body: null });
}

/** The name in the language on the screen, else in whichever there is. */
export function campaignName({ name }: { readonly name: TextByLanguage }, language: Language): string {
  return spokenIn(name, language);
}
