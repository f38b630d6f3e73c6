import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { guestKeys } from '../entities/guest/guest.api';
import { quoteKeys } from '../entities/transaction/transaction.api';
import { keyOf } from '../shared/api/calls';
import { useOutlook } from './offline/till-offline';
import type { TillState } from './machine/till.state';

export interface Refresh {
  readonly shift: () => void;
  /** The guest, their quote and the shift. */
  readonly guest: () => void;
}

/** Reads again what an act has changed, either immediately or when a part of the screen asks for it. */
export function useRefresh({ draft: { guestId }, step }: TillState): Refresh {
  const queries = useQueryClient();
  const shift = useCallback(() => void queries.invalidateQueries({ queryKey: keyOf('/api/shifts') }), [queries]);

  const recorded = step.kind === 'done' ? step.done : null;
  useEffect(() => {
    // Points of the whole family may have changed, so balances are read again; the guests themselves have not changed.
    if (recorded !== null)
      void queries.invalidateQueries({ queryKey: guestKeys.each, predicate: ({ queryKey }) => queryKey.length > 2 });
  }, [recorded, queries]);

  // Kept sales have reached the server, which changes the shift.
  const { waiting } = useOutlook();
  const waited = useRef(waiting);
  useEffect(() => {
    if (waiting < waited.current) shift();
    waited.current = waiting;
  }, [waiting, shift]);

  function guest(): void {
    void queries.invalidateQueries({ queryKey: guestKeys.one(guestId) });
    void queries.invalidateQueries({ queryKey: quoteKeys.each });
    shift();
  }

  return { shift, guest };
}
