import { Text } from '@mantine/core';
import { type MouseEvent, type ReactNode, Suspense } from 'react';
import { Link, NavLink, Outlet } from 'react-router';
import { useOnline } from '../api/connection';
import { useTranslation } from '../i18n/use-translation';
import { useNewPageInFocus } from './new-page-in-focus';
import classes from './page-frame.module.css';

interface PageFrameProps {
  /** The class that lays out navigation, page and the content after them. */
  readonly className: string | undefined;
  readonly mainClassName: string | undefined;
  readonly navigation: ReactNode;
  /** Notices at the top of every page. */
  readonly notices?: ReactNode;
  readonly children?: ReactNode;
}

/** The frame of an application's pages: a link that skips the navigation, the page, and a notice when there is no connection. */
export function PageFrame({ className, mainClassName, navigation, notices, children }: PageFrameProps) {
  const { t } = useTranslation();
  const online = useOnline();
  const main = useNewPageInFocus();

  // Without changing the address, which belongs to the page.
  function skip(event: MouseEvent): void {
    event.preventDefault();
    main.current?.focus();
  }

  return (
    <div className={className}>
      <a className={classes.skip} href="#page" onClick={skip}>
        {t('frame.skip')}
      </a>
      {navigation}
      <main ref={main} id="page" tabIndex={-1} className={[classes.main, mainClassName].join(' ')}>
        {notices}
        {!online && <FrameNotice role="alert">{t('frame.connectionGone')}</FrameNotice>}
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      {children}
    </div>
  );
}

/** A notice at the top of every page. */
export function FrameNotice({ role, children }: { readonly role: 'alert' | 'status'; readonly children: string }) {
  return (
    <Text mb={20} py={12} px={16} bd="1px solid var(--bad)" bdrs={12} bg="var(--bad-wash)" role={role}>
      {children}
    </Text>
  );
}

interface FrameLinkProps {
  readonly to: string;
  /** Whether the link is current only at exactly this address, and not below it. */
  readonly end?: boolean;
  /** Whether the link is current, where the address does not show it. */
  readonly isCurrent?: boolean;
  readonly children: ReactNode;
}

/** A link in the navigation. */
export function FrameLink({ to, end = false, isCurrent, children }: FrameLinkProps) {
  if (isCurrent !== undefined)
    return (
      <Link to={to} className={classes.link} aria-current={isCurrent ? 'page' : undefined}>
        {children}
      </Link>
    );
  return (
    <NavLink to={to} end={end} className={classes.link ?? ''}>
      {children}
    </NavLink>
  );
}
