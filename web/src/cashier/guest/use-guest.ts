import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useGuestNames } from '../../entities/guest/use-guest-names';
import {
  balanceQuery,
  dueWarningsQuery,
  type DueWarning,
  type Guest,
  type GuestBalance,
  guestKeys,
  guestQuery,
} from '../../entities/guest/guest.api';

/** A day's guests are remembered for as long as the page is open. */
const REMEMBERED_MS = 24 * 60 * 60 * 1_000;
/** A look-up brings the balance and the warnings with the guest, so the card need not ask for them. An act of the guest makes them stale at once. */
const BROUGHT_MS = 10_000;

/** The guest of this id; without an id no request is made. Each look-up of the guest brings them anew. */
export function useGuest(guestId: string | null): UseQueryResult<Guest> {
  return useQuery({
    ...guestQuery(guestId ?? ''),
    enabled: guestId !== null,
    staleTime: REMEMBERED_MS,
    gcTime: REMEMBERED_MS,
  });
}

/** The current data of the guest with this id; no request without an id. */
export function useBalance(guestId: string | null): UseQueryResult<GuestBalance> {
  return useQuery({ ...balanceQuery(guestId ?? ''), enabled: guestId !== null, staleTime: BROUGHT_MS });
}

/** Warnings of points that expire, for the guest at the till; empty while they are on their way. */
export function useDueWarnings(guestId: string): readonly DueWarning[] {
  return useQuery({ ...dueWarningsQuery(guestId), staleTime: BROUGHT_MS }).data ?? [];
}

/**
 * Names of the guests of a list. Guests who were on this screen are known; the others are asked for together, since each
 * read of personal data is written down by the server.
 */
export function useNames(guestIds: readonly string[]): (guestId: string) => string | null {
  const queries = useQueryClient();
  const known = (guestId: string) => queries.getQueryData<Guest>(guestKeys.one(guestId))?.name ?? null;
  const asked = useGuestNames(guestIds.filter((id) => known(id) === null));
  return (guestId) => known(guestId) ?? asked(guestId) ?? null;
}
