import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { balanceQuery, type Guest, type GuestBalance, guestKeys, guestQuery } from '../../entities/guest/guest.api';

/** A day's guests are remembered for as long as the page is open, so that the list of the shift can name them. */
const REMEMBERED_MS = 24 * 60 * 60 * 1_000;

/** The guest of this id; asks nobody while there is none. */
export function useGuest(guestId: string | null): UseQueryResult<Guest> {
  return useQuery({ ...guestQuery(guestId ?? ''), enabled: guestId !== null, gcTime: REMEMBERED_MS });
}

/** The current data of the guest with this id; no request without an id. */
export function useBalance(guestId: string | null): UseQueryResult<GuestBalance> {
  return useQuery({ ...balanceQuery(guestId ?? ''), enabled: guestId !== null });
}

/**
 * Names of guests who were on this screen today. Each read of personal data is written down by the server, so a list
 * names those whom the cashier has already met and asks for no others.
 */
export function useKnownName(): (guestId: string | null) => string | null {
  const queries = useQueryClient();
  return (guestId) => queries.getQueryData<Guest>(guestKeys.one(guestId))?.name ?? null;
}
