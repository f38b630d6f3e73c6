import { ActionIcon } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import {
  IconBellRinging,
  IconBook2,
  IconChartBar,
  IconChecks,
  IconConfetti,
  IconCreditCard,
  IconGift,
  IconHistory,
  IconKey,
  IconPlugConnected,
  IconListDetails,
  IconLogout,
  IconReportAnalytics,
  IconScale,
  IconSearch,
  IconSettings,
  IconToolsKitchen2,
  IconUserCircle,
  IconUserCog,
  IconUserPlus,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import { lazy, type MouseEvent, Suspense, useState } from 'react';
import { Link, NavLink, Outlet } from 'react-router';
import { useOnline } from '../../shared/api/connection';
import { fetchCode } from '../../shared/api/fetch-code';
import { Mark } from '../../shared/ui/brand';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { signOut, useSession } from '../../entities/session/session';
import { useSeesGuests } from '../../entities/session/use-sees-guests';
import { LanguageSwitch, SchemeSwitch } from '../../shared/ui/preferences';
import { ProductVersion } from '../../shared/ui/product-version';
import { ActingBanner } from './acting-banner';
import classes from './admin-frame.module.css';
import { useNewPageInFocus } from './new-page-in-focus';
import { useRowOfPages } from '../ui/row-of-pages';
import { ReferralsBadge, WaitingBadge } from './waiting-badge';

const Palette = lazy(() =>
  fetchCode(() => import('./palette/palette')).then(({ Palette: component }) => ({ default: component })),
);

const IS_MAC = navigator.userAgent.includes('Mac');

/** The console's frame: where one is, on the left, in the words of the product. */
export function AdminFrame() {
  const { t } = useTranslation('admin');
  const session = useSession();
  const network = useNetwork();
  const online = useOnline();
  const user = 'user' in session ? session.user : null;
  // An analyst reads figures, no personal data; an owner who acts for the network helps with guests, and changes no rules.
  const isManager = user?.role === 'manager';
  const seesGuests = useSeesGuests();
  const readsRules = user?.role !== 'owner';

  const [finds, setFinds] = useState(false);
  // Also from within a field: nobody types this.
  useHotkeys([['mod+K', () => setFinds(readsRules)]], []);

  const pages = useRowOfPages<HTMLUListElement>();
  const main = useNewPageInFocus();

  // Without the address, which is the page's.
  function skip(event: MouseEvent): void {
    event.preventDefault();
    main.current?.focus();
  }

  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#page" onClick={skip}>
        {t('nav.skip')}
      </a>
      <nav className={classes.nav} aria-label={t('nav.label')}>
        <p className={classes.network}>
          <Mark size={24} />
          <span>{network.name}</span>
        </p>
        {readsRules && (
          <button
            type="button"
            className={classes.find}
            aria-keyshortcuts="Control+K Meta+K"
            aria-haspopup="dialog"
            onClick={() => setFinds(true)}
          >
            <IconSearch size={20} stroke={1.75} aria-hidden />
            <span>{t('palette.open')}</span>
            <kbd aria-hidden>{IS_MAC ? '⌘ K' : 'Ctrl K'}</kbd>
          </button>
        )}
        <ul ref={pages} className={classes.pages}>
          <li>
            <NavLink to="/" end className={classes.page ?? ''}>
              <IconChartBar size={22} stroke={1.75} aria-hidden />
              {t('nav.today')}
            </NavLink>
          </li>
          {seesGuests && (
            <li>
              <NavLink to="/approvals" className={classes.page ?? ''}>
                <IconChecks size={22} stroke={1.75} aria-hidden />
                {t('nav.approvals')}
                <WaitingBadge />
              </NavLink>
            </li>
          )}
          {seesGuests && (
            <li>
              <NavLink to="/guests" className={classes.page ?? ''}>
                <IconUsers size={22} stroke={1.75} aria-hidden />
                {t('nav.guests')}
              </NavLink>
            </li>
          )}
          {isManager && (
            <li>
              <NavLink to="/referrals" className={classes.page ?? ''}>
                <IconUserPlus size={22} stroke={1.75} aria-hidden />
                {t('nav.referrals')}
                <ReferralsBadge />
              </NavLink>
            </li>
          )}
          {seesGuests && (
            <li>
              <NavLink to="/cases" className={classes.page ?? ''}>
                <IconBellRinging size={22} stroke={1.75} aria-hidden />
                {t('nav.cases')}
              </NavLink>
            </li>
          )}
          {readsRules && (
            <li>
              <NavLink to="/programs" className={classes.page ?? ''}>
                <IconListDetails size={22} stroke={1.75} aria-hidden />
                {t('nav.programs')}
              </NavLink>
            </li>
          )}
          {isManager && (
            <li>
              <NavLink to="/rewards" className={classes.page ?? ''}>
                <IconGift size={22} stroke={1.75} aria-hidden />
                {t('nav.rewards')}
              </NavLink>
            </li>
          )}
          {readsRules && (
            <li>
              <NavLink to="/campaigns" className={classes.page ?? ''}>
                <IconConfetti size={22} stroke={1.75} aria-hidden />
                {t('nav.campaigns')}
              </NavLink>
            </li>
          )}
          {readsRules && (
            <li>
              <NavLink to="/segments" className={classes.page ?? ''}>
                <IconUsersGroup size={22} stroke={1.75} aria-hidden />
                {t('nav.segments')}
              </NavLink>
            </li>
          )}
          <li>
            <NavLink to="/restaurants" className={classes.page ?? ''}>
              <IconToolsKitchen2 size={22} stroke={1.75} aria-hidden />
              {t('nav.restaurants')}
            </NavLink>
          </li>
          {isManager && (
            <li>
              <NavLink to="/staff" className={classes.page ?? ''}>
                <IconUserCog size={22} stroke={1.75} aria-hidden />
                {t('nav.staff')}
              </NavLink>
            </li>
          )}
          {isManager && (
            <li>
              <NavLink to="/api-keys" className={classes.page ?? ''}>
                <IconKey size={22} stroke={1.75} aria-hidden />
                {t('nav.apiKeys')}
              </NavLink>
            </li>
          )}
          {isManager && (
            <li>
              <NavLink to="/integrations" className={classes.page ?? ''}>
                <IconPlugConnected size={22} stroke={1.75} aria-hidden />
                {t('nav.integrations')}
              </NavLink>
            </li>
          )}
          <li>
            <NavLink to="/menu" className={classes.page ?? ''}>
              <IconBook2 size={22} stroke={1.75} aria-hidden />
              {t('nav.menu')}
            </NavLink>
          </li>
          <li>
            <NavLink to="/reports" className={classes.page ?? ''}>
              <IconReportAnalytics size={22} stroke={1.75} aria-hidden />
              {t('nav.reports')}
            </NavLink>
          </li>
          <li>
            <NavLink to="/liability" className={classes.page ?? ''}>
              <IconScale size={22} stroke={1.75} aria-hidden />
              {t('nav.liability')}
            </NavLink>
          </li>
          <li>
            <NavLink to="/audit" className={classes.page ?? ''}>
              <IconHistory size={22} stroke={1.75} aria-hidden />
              {t('nav.audit')}
            </NavLink>
          </li>
          {seesGuests && (
            <li>
              <NavLink to="/plan" className={classes.page ?? ''}>
                <IconCreditCard size={22} stroke={1.75} aria-hidden />
                {t('nav.plan')}
              </NavLink>
            </li>
          )}
          {isManager && (
            <li>
              <NavLink to="/settings" className={classes.page ?? ''}>
                <IconSettings size={22} stroke={1.75} aria-hidden />
                {t('nav.settings')}
              </NavLink>
            </li>
          )}
        </ul>
        <div className={classes.end}>
          <p className={classes.user}>{user?.name}</p>
          <div className={classes.tools}>
            <LanguageSwitch />
            <SchemeSwitch />
            <ActionIcon component={Link} to="/account" aria-label={t('account.title')} title={t('account.title')}>
              <IconUserCircle size={20} stroke={1.75} />
            </ActionIcon>
            <ActionIcon aria-label={t('signOut')} title={t('signOut')} onClick={() => void signOut()}>
              <IconLogout size={20} stroke={1.75} />
            </ActionIcon>
          </div>
          <ProductVersion className={classes.version} />
        </div>
      </nav>
      <main ref={main} id="page" tabIndex={-1} className={classes.main}>
        <ActingBanner />
        {network.suspended && (
          <p className={classes.gone} role="status">
            {t('suspended')}
          </p>
        )}
        {!online && (
          <p className={classes.gone} role="alert">
            {t('connectionGone')}
          </p>
        )}
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      {finds && (
        <Suspense>
          <Palette seesGuests={seesGuests} onClose={() => setFinds(false)} />
        </Suspense>
      )}
    </div>
  );
}
