import { NavLink } from 'react-router';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './billing.module.css';

/** The three pages about money. */
export function BillingTabs() {
  const { t } = useTranslation('owner');
  return (
    <nav className={classes.tabs} aria-label={t('billing.title')}>
      <NavLink to="/billing" end className={classes.tab ?? ''}>
        {t('billing.revenue')}
      </NavLink>
      <NavLink to="/billing/subscriptions" className={classes.tab ?? ''}>
        {t('billing.subscriptions')}
      </NavLink>
      <NavLink to="/billing/invoices" className={classes.tab ?? ''}>
        {t('billing.invoices')}
      </NavLink>
    </nav>
  );
}
