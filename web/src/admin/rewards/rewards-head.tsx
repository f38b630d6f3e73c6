import type { ReactNode } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import { PageHead } from '../../shared/ui/page';
import { PageTabs } from '../../shared/ui/page-tabs';
import { CouponSearch } from './coupon-search';

/** The head of the three pages of rewards: what there is, what guests have taken, and the codes that give it, one of which is found here. */
export function RewardsHead({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation('admin');
  return (
    <>
      <PageHead title={t('nav.rewards')}>{children}</PageHead>
      <PageTabs
        label={t('nav.rewards')}
        tabs={[
          { to: '/rewards', label: t('rewards.catalogue'), end: true },
          { to: '/rewards/redeemed', label: t('rewards.redeemed') },
          { to: '/rewards/coupons', label: t('rewards.coupons') },
        ]}
      >
        <CouponSearch />
      </PageTabs>
    </>
  );
}
