import { Link, useLocation } from 'react-router';
import type { OwnSections } from '../../entities/guest-account/guest-account.api';
import { IconCreditCard } from '../../shared/icons/icon-credit-card';
import { IconDiscount } from '../../shared/icons/icon-discount';
import { IconDots } from '../../shared/icons/icon-dots';
import { IconGift } from '../../shared/icons/icon-gift';
import { IconHistory } from '../../shared/icons/icon-history';
import { useTranslation } from '../../shared/i18n/use-translation';
import { offeredPages, pageAbove, TABS } from './pages';
import classes from './tab-bar.module.css';

const ICONS = {
  card: IconCreditCard,
  rewards: IconGift,
  campaigns: IconDiscount,
  history: IconHistory,
  more: IconDots,
};

interface TabBarProps {
  /** Undefined: not read yet; null: they could not be read. */
  readonly sections: OwnSections | null | undefined;
}

/** The main pages: a bar at the foot of a phone, a column at the side of a wide screen. */
export function TabBar({ sections }: TabBarProps) {
  const { t } = useTranslation('cabinet');
  const { pathname } = useLocation();
  const above = pageAbove(pathname);
  return (
    <nav aria-label={t('pages')} className={classes.bar}>
      {offeredPages(TABS, sections).map(({ to, key }) => {
        const Icon = ICONS[key];
        const isShown = above === null && (pathname === to || pathname === `${to}/`);
        return (
          <Link
            key={key}
            to={to}
            className={classes.tab}
            aria-current={isShown ? 'page' : to === above ? 'true' : undefined}
          >
            <span className={classes.mark}>
              <Icon size={24} stroke={1.75} aria-hidden />
            </span>
            {t(`tabs.${key}`)}
          </Link>
        );
      })}
    </nav>
  );
}
