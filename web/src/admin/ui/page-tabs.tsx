import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import classes from './page-tabs.module.css';
import { useRowOfPages } from './row-of-pages';

interface PageTabsProps {
  readonly label: string;
  readonly tabs: readonly { readonly to: string; readonly label: string; readonly end?: boolean }[];
  /** Content at the end of the same line. */
  readonly children?: ReactNode;
}

/** The pages of one part of the console beside each other. */
export function PageTabs({ label, tabs, children }: PageTabsProps) {
  const row = useRowOfPages<HTMLElement>();
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
