import type { AutomationState } from '../../entities/automation/automation.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './automations.module.css';

export function StateChip({ state }: { readonly state: AutomationState }) {
  const { t } = useTranslation('admin');
  return (
    <span className={classes.chip} data-state={state}>
      {t(`automations.state.${state}`)}
    </span>
  );
}
