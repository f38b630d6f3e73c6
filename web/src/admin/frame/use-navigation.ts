import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { pageAt, withPins } from './navigation.rules';
import { FOLDED_GROUPS, type FoldedGroup, type SeenPage } from './pages';

/** A phone has the groups in a row above the page, where an open one covers it. */
const NARROW = '(max-width: 859px)';
/** On a lower window two open groups would not fit. */
const LOW = '(max-height: 999px)';

const FOLDS_AT = 'console-groups';
const PINS_AT = 'console-pins';

export interface Navigation {
  readonly current: SeenPage | undefined;
  /** Pages that the person pinned. */
  readonly pinned: readonly SeenPage[];
  /** All other pages. */
  readonly others: readonly SeenPage[];
  readonly pin: (page: SeenPage, isPinned: boolean) => void;
  readonly isOpen: (group: FoldedGroup) => boolean;
  readonly toggle: (group: FoldedGroup) => void;
}

/** Which groups of the navigation are open, and which pages the person pinned: both kept in the browser for each person. */
export function useNavigation(personId: string, pages: readonly SeenPage[], pathname: string): Navigation {
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const isLow = useMediaQuery(LOW, false, { getInitialValueInEffect: false });
  const current = pageAt(pages, pathname);
  const [folds, setFolds] = useState(() => ({ path: '', open: readOpen(personId) }));
  const [menu, setMenu] = useState<{ readonly group: FoldedGroup; readonly pathname: string } | null>(null);
  const [pins, setPins] = useLocalStorage<readonly string[]>({
    key: `${PINS_AT}:${personId}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  });

  const opened = (open: readonly FoldedGroup[], group: FoldedGroup) =>
    isLow ? [group] : [...open.filter((one) => one !== group), group];
  // Opening a page opens its group; a person may fold it afterwards.
  if (current !== undefined && folds.path !== current.path) {
    setFolds({
      path: current.path,
      open: current.group === 'today' || pins.includes(current.path) ? folds.open : opened(folds.open, current.group),
    });
  }
  useEffect(() => {
    localStorage.setItem(`${FOLDS_AT}:${personId}`, JSON.stringify(folds.open));
  }, [personId, folds.open]);

  const shown = isLow ? folds.open.slice(-1) : folds.open;
  const isOpen = (group: FoldedGroup) =>
    isNarrow ? menu?.group === group && menu.pathname === pathname : shown.includes(group);
  return {
    current,
    ...withPins(pages, pins),
    pin(page, isPinned) {
      const without = pins.filter((path) => path !== page.path);
      setPins(isPinned ? [...without, page.path] : without);
    },
    isOpen,
    toggle(group) {
      if (isNarrow) setMenu(isOpen(group) ? null : { group, pathname });
      else if (isOpen(group)) setFolds({ ...folds, open: isLow ? [] : folds.open.filter((one) => one !== group) });
      else setFolds({ ...folds, open: opened(folds.open, group) });
    },
  };
}

function readOpen(personId: string): readonly FoldedGroup[] {
  const stored = JSON.parse(localStorage.getItem(`${FOLDS_AT}:${personId}`) ?? '[]') as readonly string[];
  return FOLDED_GROUPS.filter((group) => stored.includes(group)).sort(
    (one, other) => stored.indexOf(one) - stored.indexOf(other),
  );
}
