import { Flex } from '@mantine/core';
import { useTranslation } from '../../shared/i18n/use-translation';
import { FrameLink } from '../../shared/ui/page-frame';

/** The pages about money. */
export function BillingTabs() {
  const { t } = useTranslation('owner');
  return (
    <Flex component="nav" gap={4} wrap="wrap" mb={20} aria-label={t('billing.title')}>
      <FrameLink to="/billing" end>
        {t('billing.revenue')}
      </FrameLink>
      <FrameLink to="/billing/subscriptions">{t('billing.subscriptions')}</FrameLink>
      <FrameLink to="/billing/invoices">{t('billing.invoices')}</FrameLink>
      <FrameLink to="/billing/statements">{t('statements.title')}</FrameLink>
      <FrameLink to="/billing/plans">{t('plans.title')}</FrameLink>
      <FrameLink to="/billing/seller">{t('seller.title')}</FrameLink>
    </Flex>
  );
}
