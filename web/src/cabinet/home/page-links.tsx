import {
  IconBabyCarriage,
  IconBell,
  IconBuildingStore,
  IconGift,
  IconHistory,
  IconReceipt,
  IconSend,
  IconSettings,
  IconUserPlus,
  IconUsers,
} from '@tabler/icons-react';
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
