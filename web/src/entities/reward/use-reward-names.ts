import { useRewards } from './use-rewards';
import { useSpoken } from '../../shared/i18n/spoken';

/** Names of redeemed rewards, archived ones too; the code until a name is loaded. */
export function useRewardNames(): (redeemed: { readonly redemptionItemId: string; readonly code?: string }) => string {
  const spoken = useSpoken();
  const offered = useRewards(false);
  const archived = useRewards(true);
  const names = new Map(
    [...(offered.data ?? []), ...(archived.data ?? [])].map(({ id, name }) => [id, spoken(name)] as const),
  );
  return ({ redemptionItemId, code }) => names.get(redemptionItemId) ?? code ?? '';
}
