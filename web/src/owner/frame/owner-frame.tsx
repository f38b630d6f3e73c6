import { ActionIcon } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { type MouseEvent, Suspense, useEffect, useRef } from 'react';
import { NavLink, Outlet, useLocation } from 'react-router';
import { signOut } from '../../entities/session/session';
import { useOnline } from '../../shared/api/connection';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Brand } from '../../shared/ui/brand';
import { LanguageSwitch, SchemeSwitch } from '../../shared/ui/preferences';
import { ProductVersion } from '../../shared/ui/product-version';
import classes from './owner-frame.module.css';

/** The frame of the owner's pages: few of them, so they stand in one line above. */
export function OwnerFrame() {
  const { t } = useTranslation('owner');
  const online = useOnline();
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    // After a change of page the focus moves into the new page, unless an element of it has the focus already.
    if (main.current?.contains(document.activeElement) === false) main.current.focus({ preventScroll: true });
  }, [pathname]);

  function skip(event: MouseEvent): void {
    event.preventDefault();
    main.current?.focus();
  }

  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#page" onClick={skip}>
        {t('nav.skip')}
      </a>
      <header className={classes.head}>
        <Brand />
        <nav aria-label={t('nav.label')}>
          <ul className={classes.pages}>
            <li>
              <NavLink to="/" end className={classes.page ?? ''}>
                {t('nav.networks')}
              </NavLink>
            </li>
            <li>
              <NavLink to="/billing" className={classes.page ?? ''}>
                {t('nav.billing')}
              </NavLink>
            </li>
            <li>
              <NavLink to="/platform" className={classes.page ?? ''}>
                {t('nav.platform')}
              </NavLink>
            </li>
            <li>
              <NavLink to="/audit" className={classes.page ?? ''}>
                {t('nav.audit')}
              </NavLink>
            </li>
          </ul>
        </nav>
        <div className={classes.tools}>
          <LanguageSwitch />
          <SchemeSwitch />
          <ActionIcon aria-label={t('signOut')} title={t('signOut')} onClick={() => void signOut()}>
            <IconLogout size={20} stroke={1.75} />
          </ActionIcon>
        </div>
      </header>
      <main ref={main} id="page" tabIndex={-1} className={classes.main}>
        {!online && (
          <p className={classes.gone} role="alert">
            {t('connectionGone')}
          </p>
        )}
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      <footer className={classes.foot}>
        <ProductVersion />
      </footer>
    </div>
  );
}
