import { useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, useLayoutEffect } from 'react';
import { Link, NavigationType, Outlet, useLocation, useNavigate, useNavigationType } from 'react-router';
import { ownSectionsQuery } from '../../entities/guest-account/guest-account.api';
import { useLook } from '../../entities/look/look.api';
import { SandboxMark } from '../../entities/session/sandbox-mark';
import { IconArrowLeft } from '../../shared/icons/icon-arrow-left';
import { PAGES_AFTER_MS, usePartsAfter } from '../../shared/api/lazy-part';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Loading } from '../../shared/ui/loading';
import { useNewPageInFocus } from '../../shared/ui/new-page-in-focus';
import { NewVersion } from '../../shared/ui/new-version';
import { LanguageSwitch, SchemeSwitch } from '../../shared/ui/preferences';
import { isInTelegram, useBackButton } from '../telegram/telegram';
import classes from './cabinet-frame.module.css';
import { pageAbove } from './pages';
import { TabBar } from './tab-bar';
import { useGuestId } from './use-guest-id';

/** The head with the network, the bar with the main pages, and the page. */
export function CabinetFrame() {
  usePartsAfter(PAGES_AFTER_MS);
  const sections = useQuery(ownSectionsQuery(useGuestId()));
  const main = useNewPageInFocus();
  usePageFromItsTop();
  return (
    <div className={classes.frame}>
      <Head />
      <TabBar sections={sections.isError ? null : sections.data} />
      <main ref={main} tabIndex={-1} className={classes.main}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <NewVersion isBusy={false} />
    </div>
  );
}

/** The way back where there is one, else the logo, and the name of the network. Telegram has a way back of its own. */
function Head() {
  const { name, code } = useNetwork();
  const { data: look } = useLook(code);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const above = pageAbove(pathname);
  const back = above ?? (pathname === '/' ? null : '/');
  useBackButton(back === null ? null : () => void navigate(back));
  return (
    <header className={classes.bar}>
      {mark()}
      <span className={classes.name}>{name}</span>
      <SandboxMark />
      <LanguageSwitch />
      {!isInTelegram && <SchemeSwitch />}
    </header>
  );

  function mark(): ReactNode {
    if (above !== null && !isInTelegram) return <BackArrow to={above} />;
    return look?.logo == null ? null : <img className={classes.logo} src={look.logo.url} alt="" />;
  }
}

function BackArrow({ to }: { readonly to: string }) {
  const { t } = useTranslation('cabinet');
  return (
    <Link to={to} className={classes.back} aria-label={t('back')} title={t('back')}>
      <IconArrowLeft size={24} stroke={1.75} aria-hidden />
    </Link>
  );
}

/** Scrolls a newly opened page to its top; going back restores the earlier position. */
function usePageFromItsTop(): void {
  const { pathname } = useLocation();
  const kind = useNavigationType();
  useLayoutEffect(() => {
    if (kind !== NavigationType.Pop) document.documentElement.scrollTop = 0;
  }, [pathname, kind]);
}
