import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { inboxQuery, ownSectionsQuery } from '../../entities/guest-account/guest-account.api';
import { IconBabyCarriage } from '../../shared/icons/icon-baby-carriage';
import { IconBell } from '../../shared/icons/icon-bell';
import { IconBuildingStore } from '../../shared/icons/icon-building-store';
import { IconChartBar } from '../../shared/icons/icon-chart-bar';
import { IconChartPie } from '../../shared/icons/icon-chart-pie';
import { IconChevronRight } from '../../shared/icons/icon-chevron-right';
import { IconGift } from '../../shared/icons/icon-gift';
import { IconReceipt } from '../../shared/icons/icon-receipt';
import { IconSend } from '../../shared/icons/icon-send';
import { IconSettings } from '../../shared/icons/icon-settings';
import { IconUserPlus } from '../../shared/icons/icon-user-plus';
import { IconUsers } from '../../shared/icons/icon-users';
import { useTranslation } from '../../shared/i18n/use-translation';
import { PageHead } from '../../shared/ui/page';
import { offeredPages, OTHER_PAGES } from '../frame/pages';
import { useGuestId } from '../frame/use-guest-id';
import classes from './more-page.module.css';

const ICONS = {
  messages: IconBell,
  friends: IconUserPlus,
  receipt: IconReceipt,
  give: IconSend,
  family: IconUsers,
  children: IconBabyCarriage,
  giftCards: IconGift,
  leaderboard: IconChartBar,
  wheel: IconChartPie,
  partners: IconBuildingStore,
  settings: IconSettings,
};

/** The way to the pages that the bar has no room for, without those of what the network has switched off. */
export function MorePage() {
  const { t } = useTranslation('cabinet');
  const guestId = useGuestId();
  const sections = useQuery(ownSectionsQuery(guestId));
  const inbox = useInfiniteQuery(inboxQuery(guestId));
  const hasNews = inbox.data?.pages.some(({ items }) => items.some(({ opened }) => !opened)) === true;
  return (
    <>
      <PageHead title={t('tabs.more')} />
      <ul className={classes.list}>
        {offeredPages(OTHER_PAGES, sections.isError ? null : sections.data).map(({ to, key }) => {
          const Icon = ICONS[key];
          return (
            <li key={key}>
              <Link to={to} className={classes.page}>
                <Icon size={24} stroke={1.75} aria-hidden />
                <span className={classes.name}>{t(`${key}.title`)}</span>
                {key === 'messages' && hasNews && <span className={classes.news}>{t('messages.new')}</span>}
                <IconChevronRight size={20} stroke={1.75} className={classes.way} aria-hidden />
              </Link>
            </li>
          );
        })}
      </ul>
    </>
  );
}
