import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { PageHead } from '../../shared/ui/page';
import { CouponSearch } from './coupon-search';
import classes from './rewards-head.module.css';

/** The head of the three pages of rewards: what there is, what guests have taken, and the codes that give it, one of which is found here. */
export function RewardsHead({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation('admin');
  return (
    <>
      <PageHead title={t('nav.rewards')}>{children}</PageHead>
      <div className={classes.bar}>
        <nav className={classes.tabs} aria-label={t('nav.rewards')}>
          <NavLink to="/rewards" end className={classes.tab ?? ''}>
            {t('rewards.catalogue')}
          </NavLink>
          <NavLink to="/rewards/redeemed" className={classes.tab ?? ''}>
            {t('rewards.redeemed')}
          </NavLink>
          <NavLink to="/rewards/coupons" className={classes.tab ?? ''}>
            {t('rewards.coupons')}
          </NavLink>
        </nav>
        <CouponSearch />
      </div>
    </>
  );
}
