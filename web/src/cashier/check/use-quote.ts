import { useDebouncedValue } from '@mantine/hooks';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  askQuote,
  type CheckQuote,
  type QuotedSale,
  quoteQuery,
  type SaleItem,
} from '../../entities/transaction/transaction.api';
import { orOffline } from '../offline/till-offline';
import { refusedPart, type RefusedPart } from './refused-part.rules';

/** Long enough that a quickly typed number needs one request, short enough to feel immediate. */
const PAUSE_MS = 150;

interface QuoteInput {
  readonly guestId: string | null;
  readonly pointOfSaleId: string;
  readonly amount: number | null;
  readonly pointsToRedeem: number;
  readonly redemptionIds: readonly string[];
  readonly coupons: readonly string[];
  readonly items: SaleItem[] | null;
}

type Spent = 'pointsToRedeem' | 'redemptionIds' | 'coupons';

interface LiveQuote {
  /** The last quote of this guest, perhaps for an earlier amount or without the refused part; null: none yet. */
  readonly quote: CheckQuote | null;
  /** Whether `quote` is for exactly the present input; only then may the sale be recorded. */
  readonly isCurrent: boolean;
  /** The refused part of the present input; null: none, or the whole sale. */
  readonly refusedPart: RefusedPart | null;
  readonly error: unknown;
}

interface GuestQuote {
  readonly guestId: string | null;
  readonly quote: CheckQuote;
}

/** The quote of the sale, requested again when amount or points change. Refused points and rewards stay as typed. */
export function useQuote({ pointOfSaleId, ...typed }: QuoteInput): LiveQuote {
  const { guestId, amount } = typed;
  const wanted = JSON.stringify(typed);
  const [settled] = useDebouncedValue(wanted, PAUSE_MS);
  const {
    guestId: askedGuest,
    amount: askedAmount,
    ...spent
  } = JSON.parse(settled) as Omit<QuoteInput, 'pointOfSaleId'>;
  const isAsked = askedGuest !== null && askedAmount !== null;
  const sale = { pointOfSaleId, amount: askedAmount ?? 0 };
  const [last, setLast] = useState<GuestQuote | null>(null);

  const whole = useQuery({ ...checkQuery(askedGuest ?? '', { ...sale, ...spent }), enabled: isAsked });
  const part = whole.isFetching ? null : refusedPart(whole.error);
  const rest = useQuery({
    ...checkQuery(askedGuest ?? '', { ...sale, ...spent, ...(part === null ? {} : WITHOUT[part]) }),
    enabled: isAsked && part !== null,
  });

  const found = whole.data ?? (part === null ? undefined : rest.data);
  const kept = guestId === null ? null : found;
  if (kept !== undefined && kept !== (last?.quote ?? null))
    setLast(kept === null ? null : { guestId: askedGuest, quote: kept });

  const isSettled = settled === wanted;
  const isShown = guestId !== null && amount !== null && last?.guestId === guestId;
  return {
    quote: isShown ? last.quote : null,
    isCurrent: isSettled && whole.isSuccess && whole.data === last?.quote,
    refusedPart: isSettled ? part : null,
    error: isSettled && !whole.isFetching ? whole.error : null,
  };
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

const WITHOUT: Readonly<Record<RefusedPart, Partial<Pick<QuoteInput, Spent>>>> = {
  points: { pointsToRedeem: 0 },
  rewards: { pointsToRedeem: 0, redemptionIds: [], coupons: [] },
};
