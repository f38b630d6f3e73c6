import type { SavedView, SavedViewPage } from './saved-view.api';

const PATHS: Readonly<Record<SavedViewPage, string>> = {
  ANALYTICS: '/analytics',
  AUTOMATIONS: '/automations',
  CAMPAIGNS: '/campaigns',
  GUESTS: '/guests',
  MESSAGES: '/messages',
  SHIFTS: '/shifts',
};

/** The tab and the query of a list's address, which a view keeps. */
export type ListPlace = Pick<SavedView, 'tab' | 'query'>;

/** The list that an address shows, without the page of rows that is open: two addresses of the same list are the same text. */
export function placeOf(page: SavedViewPage, pathname: string, search: string): ListPlace {
  const query = new URLSearchParams(search);
  query.delete('cursor');
  query.sort();
  const path = PATHS[page];
  const tab = pathname.slice(pathname.indexOf(path) + path.length).replaceAll('/', '');
  return { tab: tab === '' ? null : tab, query: query.toString() };
}

/** Adds these members to the address of a list, but for those that a filter has set already. */
export function placeWith({ tab, query }: ListPlace, more: Readonly<Record<string, string>>): ListPlace {
  const members = new URLSearchParams(query);
  for (const [name, value] of Object.entries(more)) if (!members.has(name)) members.set(name, value);
  members.sort();
  return { tab, query: members.toString() };
}

export function addressOfView(page: SavedViewPage, { tab, query }: ListPlace): string {
  return `${PATHS[page]}${tab === null ? '' : `/${tab}`}${query === '' ? '' : `?${query}`}`;
}

export const isSamePlace = (one: ListPlace, other: ListPlace): boolean =>
  one.tab === other.tab && one.query === other.query;
