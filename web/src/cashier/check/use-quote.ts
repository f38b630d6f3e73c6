import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type Quote, quoteQuery } from '../../entities/transaction/transaction.api';

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

/** The quote of the sale, requested again when amount or points change. */
export function useQuote({ pointOfSaleId, ...typed }: QuoteInput): LiveQuote {
  const { guestId, amount } = typed;
  const wanted = JSON.stringify(typed);
  const [settled] = useDebouncedValue(wanted, PAUSE_MS);
  const asked = JSON.parse(settled) as Omit<QuoteInput, 'pointOfSaleId'>;
  const { guestId: askedGuest, amount: askedAmount, ...spent } = asked;

  const query = useQuery({
    ...quoteQuery(askedGuest ?? '', { pointOfSaleId, amount: askedAmount ?? 0, ...spent }),
    enabled: askedGuest !== null && askedAmount !== null,
    placeholderData: keepPreviousData,
  });

  const isSettled = settled === wanted;
  const isOfThisGuest = askedGuest === guestId && amount !== null;
  return {
    quote: isOfThisGuest ? (query.data ?? null) : null,
    isCurrent: isSettled && query.isSuccess && !query.isPlaceholderData,
    error: isSettled && !query.isFetching ? query.error : null,
  };
}
