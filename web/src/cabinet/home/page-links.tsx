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
import type { OwnSections } from '../../entities/guest-account/guest-account.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './page-links.module.css';

interface Page {
  readonly to: string;
  readonly key:
    | 'rewards'
    | 'history'
    | 'receipt'
    | 'friends'
    | 'give'
    | 'family'
    | 'children'
    | 'partners'
    | 'messages'
    | 'settings';
  readonly Icon: typeof IconGift;
  /** Left out: every guest has it. */
  readonly section?: keyof OwnSections;
}

const PAGES: readonly Page[] = [
  { to: '/rewards', key: 'rewards', Icon: IconGift, section: 'rewards' },
  { to: '/history', key: 'history', Icon: IconHistory },
  { to: '/receipt', key: 'receipt', Icon: IconReceipt, section: 'receipts' },
  { to: '/friends', key: 'friends', Icon: IconUserPlus, section: 'friends' },
  { to: '/give', key: 'give', Icon: IconSend, section: 'transfers' },
  { to: '/family', key: 'family', Icon: IconUsers, section: 'families' },
  { to: '/children', key: 'children', Icon: IconBabyCarriage },
  { to: '/partners', key: 'partners', Icon: IconBuildingStore, section: 'partners' },
  { to: '/messages', key: 'messages', Icon: IconBell },
  { to: '/settings', key: 'settings', Icon: IconSettings },
];

interface PageLinksProps {
  /** Undefined: not known yet; null: they could not be read, so every page stands there. */
  readonly sections: OwnSections | null | undefined;
}

/** The other pages of the cabinet, without those of what the network has switched off. */
export function PageLinks({ sections }: PageLinksProps) {
  const { t } = useTranslation('cabinet');
  return (
    <nav aria-label={t('pages')} className={classes.pages}>
      {PAGES.filter(({ section }) => section === undefined || sections === null || sections?.[section]).map(
        ({ to, key, Icon }) => (
          <Link key={to} to={to} className={classes.page}>
            <Icon size={24} stroke={1.75} aria-hidden />
            {t(`${key}.title`)}
          </Link>
        ),
      )}
    </nav>
  );
}
