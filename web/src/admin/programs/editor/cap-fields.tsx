import { useTranslation } from '../../../shared/i18n/use-translation';
import type { DocumentPath } from '../../../shared/document/document-store';
import classes from './editor.module.css';
import { Field } from '../../../shared/document/field';

const PERIODS = ['perSale', 'perDay', 'perWeek', 'perGuest'] as const;

/** The most points of a sale, a day, a week, and for ever; empty is no such cap. */
export function CapFields({ path }: { readonly path: DocumentPath }) {
  const { t } = useTranslation('admin');
  return (
    <div className={classes.grid}>
      {PERIODS.map((period) => (
        <Field
          key={period}
          path={[...path, period]}
          label={t(`program.caps.${period}`)}
          none={t('program.caps.none')}
        />
      ))}
    </div>
  );
}
