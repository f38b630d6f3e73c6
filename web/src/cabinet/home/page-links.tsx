import { IconBabyCarriage } from '../../shared/icons/icon-baby-carriage';
import { IconBell } from '../../shared/icons/icon-bell';
import { IconBuildingStore } from '../../shared/icons/icon-building-store';
import { IconGift } from '../../shared/icons/icon-gift';
import { IconHistory } from '../../shared/icons/icon-history';
import { IconReceipt } from '../../shared/icons/icon-receipt';
import { IconSend } from '../../shared/icons/icon-send';
import { IconSettings } from '../../shared/icons/icon-settings';
import { IconUserPlus } from '../../shared/icons/icon-user-plus';
import { IconUsers } from '../../shared/icons/icon-users';
import { Link } from 'react-router';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './page-links.module.css';

const PAGES = [
  { to: '/rewards', key: 'rewards', Icon: IconGift },
  { to: '/history', key: 'history', Icon: IconHistory },
  { to: '/receipt', key: 'receipt', Icon: IconReceipt },
  { to: '/friends', key: 'friends', Icon: IconUserPlus },
  { to: '/give', key: 'give', Icon: IconSend },
  { to: '/family', key: 'family', Icon: IconUsers },
  { to: '/children', key: 'children', Icon: IconBabyCarriage },
  { to: '/partners', key: 'partners', Icon: IconBuildingStore },
  { to: '/messages', key: 'messages', Icon: IconBell },
  { to: '/settings', key: 'settings', Icon: IconSettings },
] as const;

/** The other pages of the cabinet. */
export function PageLinks() {
  const { t } = useTranslation('cabinet');
  return (
    <nav aria-label={t('pages')} className={classes.pages}>
      {PAGES.map(({ to, key, Icon }) => (
        <Link key={to} to={to} className={classes.page}>
          <Icon size={24} stroke={1.75} aria-hidden />
          {t(`${key}.title`)}
        </Link>
      ))}
    </nav>
  );
}
