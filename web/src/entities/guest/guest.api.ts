import { type QueryKey, queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';
import { ifMatch, taggedOf } from '../../shared/api/tagged';

export type Guest = Schemas['Guest'];
export type FoundGuest = Schemas['FoundGuest'];
export type GuestChange = Schemas['ChangeGuest'];
/** A reading that names exactly one guest: a code on their screen, a QR, a card or a phone. */
export type GuestKey = Schemas['LookupGuest'];
export type GuestBalance = Schemas['GuestBalance'];
/** A stamp card in a guest's balance. */
export type Stamps = Schemas['Stamps'];
/** A campaign of which the guest gets something at a sale now. */
export type OpenCampaign = Schemas['OpenCampaign'];
export type GuestWarning = Schemas['GuestWarning'];
/** Points that expire, of which the guest does not know yet. */
export type DueWarning = Schemas['DueWarning'];

const GUESTS_AT_ONCE = 50;
const MOST_WARNINGS = 50;

export const guestKeys = {
  /** All that is known of each guest. */
  each: ['guest'],
  /** All that is known of one. */
  one: (id: string | null) => ['guest', id],
  lists: ['guests'] as QueryKey,
};

export function guestQuery(id: string) {
  return queryOptions({
    queryKey: guestKeys.one(id),
    queryFn: ({ signal }) => answerOf(api.GET('/api/guests/{id}', { params: { path: { id } }, signal })),
  });
}

export function balanceQuery(id: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(id), 'balance'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/guests/{id}/balance', { params: { path: { id } }, signal })),
  });
}

/** Warnings before points ended. */
export function warningsQuery(id: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(id), 'warnings'],
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: { limit: MOST_WARNINGS } };
      return answerOf(api.GET('/api/guests/{id}/warnings', { params, signal }));
    },
  });
}

/** Warnings that the guest has not received. */
export function dueWarningsQuery(id: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(id), 'due-warnings'],
    queryFn: async ({ signal }) => {
      const params = { path: { id } };
      return (await answerOf(api.GET('/api/guests/{id}/warnings/due', { params, signal }))).items;
    },
  });
}

/** Tells the guest at the till; answers with all that was told with this sale. */
export async function tellWarnings(id: string, body: Schemas['TellWarnings']): Promise<DueWarning[]> {
  return (await answerOf(api.POST('/api/guests/{id}/warnings/told', { params: { path: { id } }, body }))).items;
}

/** Filters of the table of guests, as the API names them. */
export type GuestSelection = Omit<Schemas['CountGuests'], 'query' | 'from' | 'to'>;
export type ListedGuest = Schemas['ListedGuest'];
export type GuestExport = Schemas['ExportGuests'];
export type GuestOrder = NonNullable<GuestExport['sort']>;

/** The table of guests as its reader has set it; `query` is null for all guests. */
export interface GuestTable {
  readonly query: string | null;
  readonly selection: GuestSelection;
  readonly sort: GuestOrder;
}

/** A page of the table; a cursor leads onwards or back. */
export function guestsQuery({ query, selection, sort }: GuestTable, cursor: string | undefined) {
  const page = { ...pageAfter(cursor, GUESTS_AT_ONCE), sort };
  return queryOptions({
    queryKey: [...guestKeys.lists, 'list', query, selection, sort, cursor],
    queryFn: ({ signal }) => {
      if (query !== null)
        return answerOf(api.POST('/api/guests/search', { body: { query, ...selection, ...page }, signal }));
      const { tiers, ...others } = selection;
      const params = { query: { ...others, ...(tiers && { tiers: tiers.join(',') }), ...page } };
      return answerOf(api.GET('/api/guests', { params, signal }));
    },
  });
}

/** How many guests the table has on all its pages. */
export function guestCountQuery({ query, selection }: Omit<GuestTable, 'sort'>) {
  return queryOptions({
    queryKey: [...guestKeys.lists, 'count', query, selection],
    queryFn: ({ signal }) => {
      const body = { ...selection, ...(query !== null && { query }) };
      return answerOf(api.POST('/api/guests/count', { body, signal }));
    },
  });
}

/** The guests of the table as a file. */
export async function exportGuests(
  { query, selection, sort }: GuestTable,
  columns: GuestExport['columns'],
): Promise<Blob> {
  const body = { ...selection, ...(query !== null && { query }), sort, columns };
  return (await answerOf<unknown>(api.POST('/api/guests/export', { body, parseAs: 'blob' }))) as Blob;
}

type GuestSearch = (query: string, signal: AbortSignal) => Promise<{ readonly items: readonly Guest[] }>;

/** Guests found by words of the name, phone or card. */
export function guestSearchQuery(query: string, search: GuestSearch = searchGuests) {
  return queryOptions({
    queryKey: [...guestKeys.lists, 'search', query],
    queryFn: ({ signal }) => search(query, signal),
  });
}

export function searchGuests(query: string, signal: AbortSignal): Promise<Schemas['GuestPage']> {
  return answerOf(api.POST('/api/guests/search', { body: { query }, signal }));
}

/** The guests of these ids, at most a whole page of them. */
export async function readGuests(ids: readonly string[], signal: AbortSignal): Promise<Guest[]> {
  if (ids.length === 0) return [];
  const query = { ids: ids.join(','), limit: ids.length };
  return (await answerOf(api.GET('/api/guests', { params: { query }, signal }))).items;
}

/** The guest of a printed card, or none. */
export async function readGuestsOfCard(card: string, signal: AbortSignal): Promise<Guest[]> {
  return (await answerOf(api.GET('/api/guests', { params: { query: { card } }, signal }))).items;
}

export function lookUpGuest(key: GuestKey, signal?: AbortSignal): Promise<FoundGuest> {
  return answerOf(api.POST('/api/guests/lookup', { body: key, ...(signal !== undefined && { signal }) }));
}

/** The consents that the network asks of a new guest, and the points that it gives, in the reader's language. */
export function registrationTermsQuery(language: string) {
  return queryOptions({
    queryKey: ['registrationTerms', language],
    queryFn: ({ signal }) => answerOf(api.GET('/api/guests/registration-terms', { signal })),
  });
}

export const registerGuest: Send<Schemas['CreateGuest'], Guest> = ({ key, body }) =>
  answerOf(api.POST('/api/guests', { params: { header: keyHeader(key) }, body }));

export const readGuest = (id: string) => () => taggedOf(api.GET('/api/guests/{id}', { params: { path: { id } } }));

export const changeGuest =
  (id: string) =>
  (tag: string | null): Send<GuestChange, Guest> =>
  ({ key, body }) => {
    const params = { path: { id }, header: { ...keyHeader(key), ...ifMatch(tag) } };
    return answerOf(api.PATCH('/api/guests/{id}', { params, body }));
  };
