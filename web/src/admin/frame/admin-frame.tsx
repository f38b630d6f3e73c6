import { ActionIcon, Flex } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconLogout } from '../../shared/icons/icon-logout';
import { IconSearch } from '../../shared/icons/icon-search';
import { IconUserCircle } from '../../shared/icons/icon-user-circle';
import { lazy, Suspense, useState } from 'react';
import { Link, Navigate, useLocation } from 'react-router';
import { fetchCode } from '../../shared/api/fetch-code';
import { Mark } from '../../shared/ui/brand';
import { PAGES_AFTER_MS, usePartsAfter } from '../../shared/api/lazy-part';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { DemoFilling } from '../../entities/demo/demo-filling';
import { SandboxBanner } from '../../entities/session/sandbox-banner';
import { signOut, useSession } from '../../entities/session/session';
import { useIsDistrict } from '../../entities/session/use-district';
import { useSeesGuests } from '../../entities/session/use-sees-guests';
import { FrameNotice, PageFrame } from '../../shared/ui/page-frame';
import { LanguageSwitch, SchemeSwitch } from '../../shared/ui/preferences';
import { ProductVersion } from '../../shared/ui/product-version';
import { ActingBanner } from './acting-banner';
import classes from './admin-frame.module.css';
import { PageGroups } from './page-groups';
import { useSeenPages } from './pages';

const Palette = lazy(() =>
  fetchCode(() => import('./palette/palette')).then(({ Palette: component }) => ({ default: component })),
);

const IS_MAC = navigator.userAgent.includes('Mac');

/** The console's frame: where one is, on the left, in the words of the product. */
export function AdminFrame() {
  usePartsAfter(PAGES_AFTER_MS);
  const { t } = useTranslation('admin');
  const session = useSession();
  const network = useNetwork();
  const user = 'user' in session ? session.user : null;
  const seesGuests = useSeesGuests();
  const isDistrict = useIsDistrict();
  // An owner who acts for the network does not read its rules, and the manager of a group has its restaurants alone.
  const readsRules = user?.role !== 'owner' && !isDistrict;

  const [finds, setFinds] = useState(false);
  // Also from within a field: these keys write no text.
  useHotkeys([['mod+K', () => setFinds(readsRules)]], []);

  const seen = useSeenPages();
  const [first] = seen;
  const { pathname } = useLocation();

  const navigation = (
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
      <PageGroups personId={user?.id ?? ''} pages={seen} />
      <div className={classes.end}>
        <div className={classes.user}>
          <span>{user?.name}</span>
          <ProductVersion className={classes.version} />
        </div>
        <Flex>
          <LanguageSwitch />
          <SchemeSwitch />
          <ActionIcon component={Link} to="/account" aria-label={t('account.title')} title={t('account.title')}>
            <IconUserCircle size={20} stroke={1.75} />
          </ActionIcon>
          <ActionIcon aria-label={t('signOut')} title={t('signOut')} onClick={() => void signOut()}>
            <IconLogout size={20} stroke={1.75} />
          </ActionIcon>
        </Flex>
      </div>
    </nav>
  );

  // A person with a role of the network's own may not see the first page.
  if (pathname === '/' && first !== undefined && first.path !== '/') return <Navigate to={first.path} replace />;
  return (
    <PageFrame
      className={classes.frame}
      mainClassName={classes.main}
      navigation={navigation}
      notices={
        <>
          <ActingBanner />
          <SandboxBanner />
          <DemoFilling />
          {network.suspended && <FrameNotice role="status">{t('suspended')}</FrameNotice>}
        </>
      }
    >
      {finds && (
        <Suspense>
          <Palette seesGuests={seesGuests} onClose={() => setFinds(false)} />
        </Suspense>
      )}
    </PageFrame>
  );
}
