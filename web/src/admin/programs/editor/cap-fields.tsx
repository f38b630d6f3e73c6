import { useTranslation } from '../../../shared/i18n/use-translation';
import type { DocumentPath } from './draft-store';
import classes from './editor.module.css';
import { WholeField } from './fields';

const PERIODS = ['perSale', 'perDay', 'perWeek', 'perGuest'] as const;

/** The most points of a sale, a day, a week, and for ever; empty is no such cap. */
export function CapFields({ path }: { readonly path: DocumentPath }) {
  const { t } = useTranslation('admin');
  return (
    <div className={classes.grid}>
      {PERIODS.map((period) => (
        <WholeField
          key={period}
          path={[...path, period]}
          label={t(`program.caps.${period}`)}
          placeholder={t('program.caps.none')}
          nullable
          isNamed
          width="100%"
        />
      ))}
    </div>
  );
}
