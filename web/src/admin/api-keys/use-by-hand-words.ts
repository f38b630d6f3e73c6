import { useNetworkSettings } from '../../entities/network/network.api';
import { useTranslation } from '../../shared/i18n/use-translation';

/** Limits by hand of all keys of a system together; null until the limits are known. */
export function useByHandWords(): string | null {
  const { t } = useTranslation('admin');
  const limits = useNetworkSettings().data?.settings.limits;
  if (limits === undefined) return null;
  return t('keys.byHand', { atOnce: limits.managerManualAtOnce, perDay: limits.keyManualPerDay });
}
