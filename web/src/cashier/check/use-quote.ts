import { useDebouncedValue } from '@mantine/hooks';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { askQuote, type CheckQuote, type QuotedSale, quoteQuery } from '../../entities/transaction/transaction.api';
import { orOffline } from '../offline/till-offline';
import { type TillMachine, wantedQuote } from '../machine/till.state';
import { refusedPart, type RefusedPart } from '../machine/refused-part.rules';
import type { QuoteInput } from '../machine/sale.rules';

/** Long enough that a quickly typed number needs one request, short enough to feel immediate. */
const PAUSE_MS = 150;

/** Requests the quote of the check in front, again when it changes, and tells the machine. Without a refused part the rest is quoted too. */
export function useQuote({ state, send }: TillMachine): void {
  const [of] = useDebouncedValue(wantedQuote(state), PAUSE_MS);
  const { guestId, amount, ...spent } = JSON.parse(of) as QuoteInput;
  const isAsked = guestId !== null && amount !== null;
  const sale = { pointOfSaleId: state.place.pointOfSaleId, amount: amount ?? 0 };

  const whole = useQuery({ ...checkQuery(guestId ?? '', { ...sale, ...spent }), enabled: isAsked });
  const part = whole.isFetching ? null : refusedPart(whole.error);
  const rest = useQuery({
    ...checkQuery(guestId ?? '', { ...sale, ...spent, ...(part === null ? {} : WITHOUT[part]) }),
    enabled: isAsked && part !== null,
  });

  const { data: quote, error, isFetching } = whole;
  const restOfQuote = part === null ? null : (rest.data ?? null);
  useEffect(() => {
    if (guestId === null) return;
    if (error !== null && !isFetching)
      send({ kind: 'quoted', of, guestId, answer: { rest: restOfQuote, part: refusedPart(error), error } });
    else if (quote !== undefined) send({ kind: 'quoted', of, guestId, answer: { quote } });
  }, [of, guestId, quote, error, isFetching, restOfQuote, send]);
}

/** The server's quote, or this device's where the server does not answer. */
function checkQuery(guestId: string, sale: QuotedSale) {
  return queryOptions<CheckQuote>({
    queryKey: quoteQuery(guestId, sale).queryKey,
    staleTime: 0,
    gcTime: 0,
    queryFn: orOffline(
      ({ signal }: { readonly signal: AbortSignal }): Promise<CheckQuote> => askQuote(guestId, sale, signal),
      (desk) => desk.quote(guestId, sale),
    ),
  });
}

const WITHOUT: Readonly<
  Record<RefusedPart, Partial<Pick<QuoteInput, 'pointsToRedeem' | 'redemptionIds' | 'coupons'>>>
> = {
  points: { pointsToRedeem: 0 },
  rewards: { pointsToRedeem: 0, redemptionIds: [], coupons: [] },
};
