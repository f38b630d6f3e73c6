import type { AutomationState } from '../../entities/automation/automation.api';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { useTranslation } from '../../shared/i18n/use-translation';
import { StatusBadge } from '../../shared/ui/status-badge';

export function StateChip({ state }: { readonly state: AutomationState }) {
  const { t } = useTranslation('admin');
  return <StatusBadge meaning={STATUS_MEANINGS.automation[state]}>{t(`automations.state.${state}`)}</StatusBadge>;
}
