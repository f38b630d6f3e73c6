import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './stage-chip.module.css';
import type { ProgramStage } from './stage';

export function StageChip({ stage }: { readonly stage: ProgramStage }) {
  const { t } = useTranslation('admin');
  return (
    <span className={classes.chip} data-stage={stage}>
      {t(`program.stage.${stage}`)}
    </span>
  );
}
