import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type DueWarning, dueWarningsQuery } from '../../entities/guest/guest.api';
import type { Transaction } from '../../entities/transaction/transaction.api';
import { call } from '../../shared/api/calls';

interface ToldWarnings {
  readonly warnings: readonly DueWarning[];
  readonly onPrint: () => void;
}

/**
 * The guest's warnings to show with the sale that was just recorded, and a function to call when its slip is printed. A warning that could not be
 * shown stays due, and appears with the next sale.
 */
export function useToldWarnings({ id: transactionId, guestId }: Transaction): ToldWarnings {
  const queries = useQueryClient();
  const { data: shown, mutate: show } = useMutation({
    mutationFn: (guest: string) =>
      call('POST', '/api/guests/{id}/warnings/told', { id: guest }, { transactionId, way: 'SHOWN' }),
    onSuccess: (_, guest) => queries.invalidateQueries({ queryKey: dueWarningsQuery(guest).queryKey }),
  });
  const { mutate: print } = useMutation({
    mutationFn: (guest: string) =>
      call('POST', '/api/guests/{id}/warnings/told', { id: guest }, { transactionId, way: 'PRINTED' }),
  });
  useEffect(() => {
    if (guestId === null) return;
    // Most guests have no warnings, which is already known from their card.
    const due = queries.getQueryData(dueWarningsQuery(guestId).queryKey);
    if (due?.items.length !== 0) show(guestId);
  }, [guestId, queries, show]);
  const warnings = shown?.items ?? [];
  return {
    warnings,
    onPrint: () => {
      if (guestId !== null && warnings.length > 0) print(guestId);
    },
  };
}
