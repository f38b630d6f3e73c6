import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { BY_CURSOR, pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';
import { guestKeys } from '../guest/guest.api';

/** A reward in the hands of a guest. */
export type Redemption = Schemas['Redemption'];
/** One in the list of its guest. */
export type NamedRedemption = Schemas['NamedRedemption'];

const OPEN_AT_ONCE = 50;
const MOST_OF_A_GUEST = 50;

/** Rewards that guests have taken and wait for, oldest first. */
export const openRedemptionsQuery = infiniteQueryOptions({
  queryKey: ['redemptions', 'open'],
  ...BY_CURSOR,
  queryFn: ({ pageParam, signal }) => {
    const query = pageAfter(pageParam, OPEN_AT_ONCE);
    return answerOf(api.GET('/api/redemptions', { params: { query }, signal }));
  },
});

/** Rewards that a guest took, the newest first. */
export function guestRedemptionsQuery(guestId: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(guestId), 'redemptions'],
    queryFn: ({ signal }) => {
      const params = { path: { id: guestId }, query: { limit: MOST_OF_A_GUEST } };
      return answerOf(api.GET('/api/guests/{id}/redemptions', { params, signal }));
    },
  });
}

interface Move {
  readonly id: string;
  readonly move: 'ready' | 'fulfil' | 'cancel';
}

/** Makes a reward ready, hands it over, or takes it back. */
export const moveRedemption: Send<Move, unknown> = ({ key, body: { id, move } }) => {
  const params = { path: { id }, header: keyHeader(key) };
  switch (move) {
    case 'ready':
      return answerOf(api.POST('/api/redemptions/{id}/ready', { params }));
    case 'fulfil':
      return answerOf(api.POST('/api/redemptions/{id}/fulfil', { params }));
    case 'cancel':
      return answerOf(api.POST('/api/redemptions/{id}/cancel', { params }));
  }
};
