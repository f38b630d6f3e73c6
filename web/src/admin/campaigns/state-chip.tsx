import type { CampaignState } from '../../entities/campaign/campaign.api';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { useTranslation } from '../../shared/i18n/use-translation';
import { StatusBadge } from '../../shared/ui/status-badge';

export function StateChip({ state }: { readonly state: CampaignState }) {
  const { t } = useTranslation('admin');
  return <StatusBadge meaning={STATUS_MEANINGS.campaign[state]}>{t(`campaigns.state.${state}`)}</StatusBadge>;
}
