import { useQuery } from '@tanstack/react-query';
import { campaignsOfGuestQuery, type EarnedBadge } from '../../entities/campaign/campaign.api';
import type { Transaction } from '../../entities/transaction/transaction.api';

interface BadgesOfSale {
  /** Empty until they are loaded, and where they can't be: the reasons of the sale tell of them in any case. */
  readonly badges: readonly EarnedBadge[];
  readonly isLoading: boolean;
}

/** Badges that campaigns gave with a sale. Asks the server only where a reason of the sale names one. */
export function useBadgesOfSale({ guestId, trace }: Transaction): BadgesOfSale {
  const earned = trace.flatMap(({ rule }) => /^campaign\.(.+)\.badge$/.exec(rule)?.[1] ?? []);
  const { data, isLoading } = useQuery({
    ...campaignsOfGuestQuery(guestId ?? ''),
    enabled: guestId !== null && earned.length > 0,
  });
  return { badges: data?.badges.filter(({ campaignCode }) => earned.includes(campaignCode)) ?? [], isLoading };
}
