import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { BY_CURSOR, pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';
import { guestKeys } from './guest.api';

export type TierStatus = Schemas['Tier'];
export type GuestTier = Schemas['GuestTierStatus'];
export type TierChange = Schemas['TierChange'];

const CHANGES_AT_ONCE = 10;

/** The tier of a guest: what it gives, what is missing to the next, and a tier set by hand. */
export function guestTierQuery(id: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(id), 'tier'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/guests/{id}/tier', { params: { path: { id } }, signal })),
  });
}

/** Every change of a guest's tier with its cause, in the reader's language; the newest first. */
export function tierChangesQuery(id: string, language: string) {
  return infiniteQueryOptions({
    queryKey: [...guestKeys.one(id), 'tiers', language],
    ...BY_CURSOR,
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id }, query: pageAfter(pageParam, CHANGES_AT_ONCE) };
      return answerOf(api.GET('/api/guests/{id}/tiers', { params, signal }));
    },
  });
}

export const setTier =
  (id: string): Send<Schemas['SetTier'], TierStatus> =>
  ({ key, body }) =>
    answerOf(api.PUT('/api/guests/{id}/tier', { params: { path: { id }, header: keyHeader(key) }, body }));

/** Ends a tier that was set by hand. */
export const endSetTier =
  (id: string): Send<null, TierStatus> =>
  ({ key }) =>
    answerOf(api.DELETE('/api/guests/{id}/tier', { params: { path: { id }, header: keyHeader(key) } }));
