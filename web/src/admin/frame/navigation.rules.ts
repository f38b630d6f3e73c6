interface NavigationPlace {
  readonly path: string;
  readonly group: string;
}

/** The page that stands at the address or above it: the longest one, so that the look is not the settings. */
export function pageAt<Page extends NavigationPlace>(pages: readonly Page[], pathname: string): Page | undefined {
  const within = ({ path }: Page) => path === pathname || (path !== '/' && pathname.startsWith(`${path}/`));
  return pages.filter(within).sort((one, other) => other.path.length - one.path.length)[0];
}

/** The groups that have a page, in their order. */
export function groupsOf<Page extends NavigationPlace, Group extends Page['group']>(
  pages: readonly Page[],
  order: readonly Group[],
): readonly { readonly group: Group; readonly pages: readonly Page[] }[] {
  return order
    .map((group) => ({ group, pages: pages.filter((page) => page.group === group) }))
    .filter((found) => found.pages.length > 0);
}

/** Pages that a person pinned stand by themselves, each in one place alone; both parts keep their order. */
export function withPins<Page extends NavigationPlace>(
  pages: readonly Page[],
  pins: readonly string[],
): { readonly pinned: readonly Page[]; readonly others: readonly Page[] } {
  const isPinned = ({ path }: Page) => pins.includes(path);
  return { pinned: pages.filter(isPinned), others: pages.filter((page) => !isPinned(page)) };
}
