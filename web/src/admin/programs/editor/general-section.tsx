import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import classes from './editor.module.css';
import { ChoiceField, TextField } from './fields';

const MODELS = ['DISCOUNT', 'BONUS', 'HYBRID', 'STAMPS'] as const;
const ROUNDINGS = ['FLOOR', 'HALF_UP', 'HALF_EVEN'] as const;

export function GeneralSection() {
  const { t } = useTranslation('admin');
  return (
    <Panel title={t('program.general.title')}>
      <div className={classes.grid}>
        <TextField path={['name']} label={t('program.general.name')} isNamed />
        <ChoiceField
          path={['model']}
          label={t('program.general.model')}
          isNamed
          choices={MODELS.map((value) => ({ value, label: t(`program.general.models.${value}`) }))}
        />
        <ChoiceField
          path={['rounding']}
          label={t('program.general.rounding')}
          isNamed
          choices={ROUNDINGS.map((value) => ({ value, label: t(`program.general.roundings.${value}`) }))}
        />
      </div>
    </Panel>
  );
}
