import { type ReactNode, useEffect, useRef } from 'react';
import { NavLink, useLocation } from 'react-router';
import classes from './page-tabs.module.css';

interface PageTabsProps {
  readonly label: string;
  readonly tabs: readonly { readonly to: string; readonly label: string; readonly end?: boolean }[];
  /** What stands in the same line, at its end. */
  readonly children?: ReactNode;
}

/** The pages of one part of the console beside each other. */
export function PageTabs({ label, tabs, children }: PageTabsProps) {
  const row = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // On a phone the row may be longer than the screen: where one is stays in sight.
  useEffect(
    () => row.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    [pathname],
  );
  return (
    <div className={classes.bar}>
      <nav ref={row} className={classes.tabs} aria-label={label}>
        {tabs.map((tab) => (
          <NavLink key={tab.to} to={tab.to} end={tab.end ?? false} relative="route" className={classes.tab ?? ''}>
            {tab.label}
          </NavLink>
        ))}
      </nav>
      {children}
    </div>
  );
}
