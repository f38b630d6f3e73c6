import type { OwnSections } from '../../entities/guest-account/guest-account.api';

interface Page<Key extends string> {
  readonly to: string;
  readonly key: Key;
  /** Left out: every guest has it. */
  readonly section?: keyof OwnSections;
}

type Tab = 'card' | 'rewards' | 'campaigns' | 'history' | 'more';
type Other =
  | 'messages'
  | 'friends'
  | 'receipt'
  | 'give'
  | 'family'
  | 'children'
  | 'giftCards'
  | 'leaderboard'
  | 'wheel'
  | 'partners'
  | 'settings';

const HOME = '/';
const HISTORY = '/history';
const CAMPAIGNS = '/campaigns';
const MORE = '/more';
const GIFT_CARDS = '/gift-cards';

/** Pages of the bar. */
export const TABS: readonly Page<Tab>[] = [
  { to: HOME, key: 'card' },
  { to: '/rewards', key: 'rewards', section: 'rewards' },
  { to: CAMPAIGNS, key: 'campaigns' },
  { to: HISTORY, key: 'history' },
  { to: MORE, key: 'more' },
];

/** Pages to which the page "More" leads. */
export const OTHER_PAGES: readonly Page<Other>[] = [
  { to: '/messages', key: 'messages' },
  { to: '/friends', key: 'friends', section: 'friends' },
  { to: '/receipt', key: 'receipt', section: 'receipts' },
  { to: '/give', key: 'give', section: 'transfers' },
  { to: '/family', key: 'family', section: 'families' },
  { to: '/children', key: 'children' },
  { to: GIFT_CARDS, key: 'giftCards', section: 'giftCards' },
  { to: '/leaderboard', key: 'leaderboard', section: 'leaderboard' },
  { to: '/wheel', key: 'wheel', section: 'wheel' },
  { to: '/partners', key: 'partners', section: 'partners' },
  { to: '/settings', key: 'settings' },
];

/**
 * The pages that the network has something for. Sections are undefined until they are read, and null where they could not be
 * read: then every page is offered.
 */
export function offeredPages<Key extends string>(
  pages: readonly Page<Key>[],
  sections: OwnSections | null | undefined,
): readonly Page<Key>[] {
  return pages.filter(({ section }) => section === undefined || sections === null || sections?.[section]);
}

/** The page above this address, to which the arrow leads; null for a page of the bar. */
export function pageAbove(address: string): string | null {
  const pathname = address === HOME ? HOME : address.replace(/\/$/, '');
  if (TABS.some(({ to }) => to === pathname)) return null;
  const parent = [CAMPAIGNS, HISTORY, GIFT_CARDS].find((page) => pathname.startsWith(`${page}/`));
  if (parent !== undefined) return parent;
  return OTHER_PAGES.some(({ to }) => to === pathname) ? MORE : HOME;
}
