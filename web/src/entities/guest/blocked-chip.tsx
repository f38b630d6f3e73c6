import { useTranslation } from '../../shared/i18n/use-translation';
import { StatusBadge } from '../../shared/ui/status-badge';

/** Says of a guest that a manager has blocked them. */
export function BlockedChip() {
  const { t } = useTranslation();
  return <StatusBadge meaning="bad">{t('blocked')}</StatusBadge>;
}
