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

/** The day's guests stay in memory while the page is open. */
const REMEMBERED_MS = 24 * 60 * 60 * 1_000;
/**
 * How long balance and warnings from a look-up count as fresh, so that the guest's card does not request them. An act of the guest makes them stale
 * at once.
 */
const BROUGHT_MS = 10_000;

/** The guest with this id; without an id no request is made. Each look-up refreshes the guest. */
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

/** Warnings of expiring points for the guest at the till; empty while loading. */
export function useDueWarnings(guestId: string): readonly DueWarning[] {
  return useQuery({ ...dueWarningsQuery(guestId), staleTime: BROUGHT_MS }).data ?? [];
}

/**
 * Names of the guests in a list. Guests who were on this screen are known; the others are requested together, because the server audits each read
 * of personal data.
 */
export function useNames(guestIds: readonly string[]): (guestId: string) => string | null {
  const queries = useQueryClient();
  const known = (guestId: string) => queries.getQueryData<Guest>(guestKeys.one(guestId))?.name ?? null;
  const asked = useGuestNames(guestIds.filter((id) => known(id) === null));
  return (guestId) => known(guestId) ?? asked(guestId) ?? null;
}
