import type { CampaignState } from '../../entities/campaign/campaign.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from '../ui/states/states.module.css';

export function StateChip({ state }: { readonly state: CampaignState }) {
  const { t } = useTranslation('admin');
  return (
    <span className={classes.chip} data-state={state}>
      {t(`campaigns.state.${state}`)}
    </span>
  );
}
