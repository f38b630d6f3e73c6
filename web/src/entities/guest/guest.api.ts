import { itemsOf, type PageQuery } from '@loyalty-platform/client';
import { queryOptions } from '@tanstack/react-query';
import { ask, askBy, call, fileBy, fileOf, keyOf } from '../../shared/api/calls';
import { pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

/** Where a guest agreed, if not to a text that this platform showed. */
export type ConsentBasis = NonNullable<Schemas['CreateGuest']['consentBasis']>;
export const CONSENT_BASES = [
  'PAPER_FORM',
  'CONTRACT',
  'FORMER_SYSTEM',
  'OWN_SERVICE',
] as const satisfies readonly ConsentBasis[];

export type Guest = Schemas['Guest'];
export type FoundGuest = Schemas['FoundGuest'];
/** A reading that names exactly one guest: a code on their screen, a QR, a card or a phone. */
export type GuestKey = Schemas['LookupGuest'];
export type GuestBalance = Schemas['GuestBalance'];
/** Why a guest gets no message. */
export type Suppression = NonNullable<Schemas['MessagedGuests']['items'][number]['reason']>;
/** A stamp card in a guest's balance. */
export type Stamps = Schemas['Stamps'];
/** A campaign of which the guest gets something at a sale now. */
export type OpenCampaign = Schemas['OpenCampaign'];
export type GuestWarning = Schemas['GuestWarning'];
/** Points that expire, of which the guest does not know yet. */
export type DueWarning = Schemas['DueWarning'];
export type StoppedAddress = Schemas['StoppedAddresses']['items'][number];

const GUESTS_AT_ONCE = 50;
const MOST_WARNINGS = 50;

export const guestKeys = {
  /** All that is known of each guest. */
  each: keyOf('/api/guests'),
  /** All that is known of one. */
  one: (id: string | null) => keyOf('/api/guests/{id}', { id }),
};

export const guestQuery = (id: string) => ask('/api/guests/{id}', { id });

export const balanceQuery = (id: string) => ask('/api/guests/{id}/balance', { id });

/** Warnings of points that were about to end. */
export const warningsQuery = (id: string) => ask('/api/guests/{id}/warnings', { id, limit: MOST_WARNINGS });

/** Warnings that the guest has not received. */
export const dueWarningsQuery = (id: string) =>
  ask('/api/guests/{id}/warnings/due', { id }, { select: ({ items }) => items });

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
export function guestsQuery(table: GuestTable, cursor: string | undefined) {
  const page = pageAfter(cursor, GUESTS_AT_ONCE);
  return queryOptions({
    queryKey: [...guestKeys.each, { ...table, page }],
    queryFn: ({ signal }) => readPage(table, page, signal),
  });
}

function readPage({ query, selection, sort }: GuestTable, page: PageQuery, signal: AbortSignal | undefined) {
  if (query !== null) return call('POST', '/api/guests/search', {}, { query, ...selection, ...page, sort }, signal);
  const { tiers, ...others } = selection;
  return call('GET', '/api/guests', { ...others, ...page, sort, tiers: tiers?.join(',') }, null, signal);
}

/** The first guests of the table, page after page. */
export async function readTable(table: GuestTable, most: number): Promise<ListedGuest[]> {
  const guests: ListedGuest[] = [];
  for await (const guest of itemsOf((page: PageQuery) => readPage(table, page, undefined)))
    if (guests.push(guest) >= most) break;
  return guests;
}

/** How many guests the table has on all its pages. */
export const guestCountQuery = ({ query, selection }: Omit<GuestTable, 'sort'>) =>
  askBy('/api/guests/count', {}, { ...selection, ...(query !== null && { query }) });

/** The guests of the table as a file. */
export const exportGuests = ({ query, selection, sort }: GuestTable, columns: GuestExport['columns']) =>
  fileBy('/api/guests/export', {}, { ...selection, ...(query !== null && { query }), sort, columns });

/** Downloads all guests as a file with the columns of the import, so that another network can import it. */
export const downloadGuests = () => fileOf('/api/exports/guests', {});

type GuestSearch = (query: string, signal: AbortSignal) => Promise<{ readonly items: readonly Guest[] }>;

/** Guests found by words of the name, phone or card. */
export function guestSearchQuery(query: string, search: GuestSearch = searchGuests) {
  return queryOptions({
    queryKey: [...guestKeys.each, { search: query }],
    queryFn: ({ signal }) => search(query, signal),
  });
}

export const searchGuests = (query: string, signal: AbortSignal) =>
  call('POST', '/api/guests/search', {}, { query }, signal);

/** The guests of these ids, at most a whole page of them. */
export async function readGuests(ids: readonly string[], signal: AbortSignal): Promise<Guest[]> {
  if (ids.length === 0) return [];
  return (await call('GET', '/api/guests', { ids: ids.join(','), limit: ids.length }, null, signal)).items;
}

/** The guest of a printed card, or none. */
export async function readGuestsOfCard(card: string, signal: AbortSignal): Promise<Guest[]> {
  return (await call('GET', '/api/guests', { card }, null, signal)).items;
}

export const lookUpGuest = (key: GuestKey, signal?: AbortSignal) => call('POST', '/api/guests/lookup', {}, key, signal);
