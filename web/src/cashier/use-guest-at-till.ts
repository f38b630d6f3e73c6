import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import {
  balanceQuery,
  dueWarningsQuery,
  type FoundGuest,
  type Guest,
  type GuestKey,
  guestQuery,
} from '../entities/guest/guest.api';
import { useGuest } from './guest/use-guest';
import { rememberGuest, useOfflineDesk } from './offline/till-offline';
import type { TillMachine } from './machine/till.state';

type TakenGuest = Guest & Partial<Pick<FoundGuest, 'account' | 'dueWarnings'>>;

export interface GuestAtTill {
  /** Null: the draft has no guest, or the guest's data has not arrived. */
  readonly guest: Guest | null;
  readonly error: unknown;
  /** Moves a guest to the check; `joined`: the points of a guest who has just joined. */
  readonly take: (found: TakenGuest, key?: GuestKey | null, joined?: number | null) => void;
}

/** The data of the draft's guest, by the server or by this device. */
export function useGuestAtTill({ state, send }: TillMachine): GuestAtTill {
  const queries = useQueryClient();
  const desk = useOfflineDesk();
  const isAway = state.connection !== 'online';
  const { guestId } = state.draft;
  const { data, error, isError } = useGuest(guestId);

  const isRead = data === undefined ? (isError ? false : null) : true;
  useEffect(() => {
    if (guestId !== null && isRead !== null) send({ kind: 'guestRead', guestId, isRead });
  }, [guestId, isRead, send]);

  // A reopened tab gets its guest back, even while the server is away.
  useEffect(() => {
    if (!isAway || desk === null || guestId === null || !isError) return;
    void desk.findById(guestId).then((found) => {
      if (found === null) return;
      queries.setQueryData(guestQuery(found.id).queryKey, found);
      queries.setQueryData(balanceQuery(found.id).queryKey, found.account);
    });
  }, [isAway, desk, guestId, isError, queries]);

  function take(found: TakenGuest, key: GuestKey | null = null, joined: number | null = null): void {
    if (!isAway && isWhole(found)) rememberGuest(found, key);
    queries.setQueryData(guestQuery(found.id).queryKey, found);
    queries.setQueryData(balanceQuery(found.id).queryKey, found.account);
    if (found.dueWarnings !== undefined)
      queries.setQueryData(dueWarningsQuery(found.id).queryKey, { items: found.dueWarnings });
    send({ kind: 'found', guestId: found.id, joined });
  }

  return { guest: guestId === null ? null : (data ?? null), error: isError ? error : null, take };
}

/** Only a look-up returns everything that the till shows about a guest. */
function isWhole(found: TakenGuest & Partial<FoundGuest>): found is FoundGuest {
  return found.account !== undefined && found.dueWarnings !== undefined && found.rewards !== undefined;
}
