import { useTranslation } from '../../shared/i18n/use-translation';
import { FrameLink } from '../../shared/ui/page-frame';
import classes from './billing.module.css';

/** The three pages about money. */
export function BillingTabs() {
  const { t } = useTranslation('owner');
  return (
    <nav className={classes.tabs} aria-label={t('billing.title')}>
      <FrameLink to="/billing" end>
        {t('billing.revenue')}
      </FrameLink>
      <FrameLink to="/billing/subscriptions">{t('billing.subscriptions')}</FrameLink>
      <FrameLink to="/billing/invoices">{t('billing.invoices')}</FrameLink>
    </nav>
  );
}
