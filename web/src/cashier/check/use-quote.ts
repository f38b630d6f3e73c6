import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';
import type { Quote } from '../../shared/api/types';

/** Long enough that a number typed quickly is asked once, short enough to feel live. */
const PAUSE_MS = 150;

interface QuoteInput {
  readonly guestId: string | null;
  readonly pointOfSaleId: string;
  readonly amount: number | null;
  readonly pointsToRedeem: number;
  readonly redemptionIds: readonly string[];
  readonly coupons: readonly string[];
}

interface LiveQuote {
  /** The last quote of this guest, which may be of the amount before; null when there is none yet. */
  readonly quote: Quote | null;
  /** True when `quote` speaks of exactly what is typed now: only then may it be rung up. */
  readonly isCurrent: boolean;
  readonly error: unknown;
}

/** What the sale would give, asked again as the amount and the points change. */
export function useQuote({ pointOfSaleId, ...typed }: QuoteInput): LiveQuote {
  const { guestId, amount } = typed;
  const wanted = JSON.stringify(typed);
  const [settled] = useDebouncedValue(wanted, PAUSE_MS);
  const asked = JSON.parse(settled) as Omit<QuoteInput, 'pointOfSaleId'>;

  const query = useQuery({
    queryKey: ['quote', pointOfSaleId, asked],
    enabled: asked.guestId !== null && asked.amount !== null,
    // A quote is as old as the balance it was made of.
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      answerOf(
        api.POST('/api/guest/{id}/quote', {
          params: { path: { id: asked.guestId ?? '' } },
          body: {
            type: 'SALE',
            pointOfSaleId,
            receiptNumber: null,
            amount: asked.amount ?? 0,
            pointsToRedeem: asked.pointsToRedeem,
            redemptionIds: [...asked.redemptionIds],
            coupons: [...asked.coupons],
          },
          signal,
        }),
      ),
  });

  const isSettled = settled === wanted;
  const isOfThisGuest = asked.guestId === guestId && amount !== null;
  return {
    quote: isOfThisGuest ? (query.data ?? null) : null,
    isCurrent: isSettled && query.isSuccess && !query.isPlaceholderData,
    error: isSettled && !query.isFetching ? query.error : null,
  };
}
