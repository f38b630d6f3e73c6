import type { ProgramDocument } from '../../../entities/program/program.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import classes from './editor.module.css';
import { Field } from '../../../shared/document/field';

export function GeneralSection() {
  const { t } = useTranslation('admin');
  return (
    <Panel title={t('program.general.title')}>
      <div className={classes.grid}>
        <Field path={['name']} label={t('program.general.name')} />
        <Field
          path={['model']}
          label={t('program.general.model')}
          say={(value: ProgramDocument['model']) => t(`program.general.models.${value}`)}
        />
        <Field
          path={['rounding']}
          label={t('program.general.rounding')}
          say={(value: ProgramDocument['rounding']) => t(`program.general.roundings.${value}`)}
        />
      </div>
    </Panel>
  );
}
