import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';
import type { Guest, GuestBalance } from '../../shared/api/types';

/** A day's guests are remembered for as long as the page is open, so that the list of the shift can name them. */
const REMEMBERED_MS = 24 * 60 * 60 * 1_000;

const keyOf = (guestId: string | null) => ['guest', guestId];

/** The guest of this id; asks nobody while there is none. */
export function useGuest(guestId: string | null): UseQueryResult<Guest> {
  return useQuery({
    queryKey: keyOf(guestId),
    enabled: guestId !== null,
    gcTime: REMEMBERED_MS,
    queryFn: ({ signal }) => answerOf(api.GET('/api/guests/{id}', { params: { path: { id: guestId ?? '' } }, signal })),
  });
}

/** What the guest of this id has now; asks nobody while there is none. */
export function useBalance(guestId: string | null): UseQueryResult<GuestBalance> {
  return useQuery({
    queryKey: ['guest', guestId, 'balance'],
    enabled: guestId !== null,
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/guest/{id}/balance', { params: { path: { id: guestId ?? '' } }, signal })),
  });
}

/**
 * Names of guests who were on this screen today. Each read of personal data is written down by the server, so a list
 * names those whom the cashier has already met and asks for no others.
 */
export function useKnownName(): (guestId: string | null) => string | null {
  const queries = useQueryClient();
  return (guestId) => queries.getQueryData<Guest>(keyOf(guestId))?.name ?? null;
}
