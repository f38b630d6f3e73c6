import { useTranslation } from '../i18n/use-translation';
import classes from './loading.module.css';

/** The outline of what is being read. It appears after a moment, because most answers are there before. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <div className={classes.loading} role="status">
      <span className="visually-hidden">{t('loading')}</span>
    </div>
  );
}
