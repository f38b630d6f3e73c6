import { type QueryKey, queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type Guest = Schemas['Guest'];
export type FoundGuest = Schemas['FoundGuest'];
export type GuestChange = Schemas['ChangeGuest'];
/** A reading that names exactly one guest: a code on their screen, a QR, a card or a phone. */
export type GuestKey = Schemas['LookupGuest'];
export type GuestBalance = Schemas['GuestBalance'];
/** A stamp card in a guest's balance. */
export type Stamps = Schemas['Stamps'];
export type GuestWarning = Schemas['GuestWarning'];

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

/** All guests, newest first. */
export function guestsQuery(cursor: string | undefined) {
  return queryOptions({
    queryKey: [...guestKeys.lists, 'list', cursor],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/guests', { params: { query: pageAfter(cursor, GUESTS_AT_ONCE) }, signal })),
  });
}

/** Guests whose name starts so or whose phone ends so. */
export function guestSearchQuery(query: string) {
  return queryOptions({
    queryKey: [...guestKeys.lists, 'search', query],
    queryFn: ({ signal }) => searchGuests(query, signal),
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

export const registerGuest: Send<Schemas['CreateGuest'], Guest> = ({ key, body }) =>
  answerOf(api.POST('/api/guests', { params: { header: keyHeader(key) }, body }));

export const changeGuest =
  (id: string): Send<GuestChange, Guest> =>
  ({ key, body }) =>
    answerOf(api.PATCH('/api/guests/{id}', { params: { path: { id }, header: keyHeader(key) }, body }));
