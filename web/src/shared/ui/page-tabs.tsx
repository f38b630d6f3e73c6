import { NativeSelect } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { NavLink, useLocation, useNavigate } from 'react-router';
import classes from './page-tabs.module.css';
import { useRowOfPages } from './row-of-pages';

interface PageTabsProps {
  readonly label: string;
  readonly tabs: readonly PageTab[];
  /** Content at the end of the same line. */
  readonly children?: ReactNode;
}

interface PageTab {
  readonly to: string;
  readonly label: string;
  readonly end?: boolean;
}

const NARROW = '(max-width: 719px)';
/** More tabs than a narrow screen shows at once, and than a person scrolls through. */
const MANY = 6;

/** Tabs of one part of the console. They wrap to as many lines as they need; on a narrow screen, many tabs become a select. */
export function PageTabs({ label, tabs, children }: PageTabsProps) {
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  return (
    <div className={classes.bar}>
      {isNarrow && tabs.length >= MANY ? <TabChoice label={label} tabs={tabs} /> : <TabRow label={label} tabs={tabs} />}
      {children}
    </div>
  );
}

function TabRow({ label, tabs }: Pick<PageTabsProps, 'label' | 'tabs'>) {
  const row = useRowOfPages<HTMLElement>();
  return (
    <nav ref={row} className={classes.tabs} aria-label={label} data-many={tabs.length >= MANY}>
      {tabs.map((tab) => (
        <NavLink key={tab.to} to={tab.to} end={tab.end ?? false} relative="route" className={classes.tab ?? ''}>
          {tab.label}
        </NavLink>
      ))}
    </nav>
  );
}

function TabChoice({ label, tabs }: Pick<PageTabsProps, 'label' | 'tabs'>) {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const open = tabs.find(({ to, end = false }) => isOpenAt(pathname, to.split('?')[0] ?? to, end));
  return (
    <nav className={classes.choice} aria-label={label}>
      <NativeSelect
        aria-label={label}
        value={open?.to ?? ''}
        onChange={({ currentTarget }) => void navigate(currentTarget.value)}
        data={tabs.map(({ to, label: name }) => ({ value: to, label: name }))}
      />
    </nav>
  );
}

function isOpenAt(pathname: string, path: string, end: boolean): boolean {
  return pathname === path || (!end && pathname.startsWith(`${path}/`));
}
