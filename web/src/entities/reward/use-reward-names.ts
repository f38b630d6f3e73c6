import { useRewards } from './use-rewards';
import { useSpoken } from '../../shared/i18n/spoken';

/** Names of redeemed rewards, of those that are offered no more too; the code stands where a name is on its way. */
export function useRewardNames(): (redeemed: { readonly redemptionItemId: string; readonly code?: string }) => string {
  const spoken = useSpoken();
  const offered = useRewards(false);
  const archived = useRewards(true);
  const names = new Map(
    [...(offered.data ?? []), ...(archived.data ?? [])].map(({ id, name }) => [id, spoken(name)] as const),
  );
  return ({ redemptionItemId, code }) => names.get(redemptionItemId) ?? code ?? '';
}
