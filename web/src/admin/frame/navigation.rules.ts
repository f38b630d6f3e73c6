/** How often a person opened each page, by its address. */
export type PageCounts = Readonly<Record<string, number>>;

interface Placed {
  readonly path: string;
  readonly group: string;
}

const MOST_USED = 3;
/** A page that was opened less often is not yet a habit. */
const LEAST_OPENED = 3;
/** At this sum all counts are halved, so that the habits of last year give way to those of this month. */
const SUM_TO_HALVE = 200;

/** The page that stands at the address or above it: the longest one, so that the look is not the settings. */
export function pageAt<Page extends Placed>(pages: readonly Page[], pathname: string): Page | undefined {
  const within = ({ path }: Page) => path === pathname || (path !== '/' && pathname.startsWith(`${path}/`));
  return pages.filter(within).sort((one, other) => other.path.length - one.path.length)[0];
}

/** The groups that have a page, in their order. */
export function groupsOf<Page extends Placed, Group extends Page['group']>(
  pages: readonly Page[],
  order: readonly Group[],
): readonly { readonly group: Group; readonly pages: readonly Page[] }[] {
  return order
    .map((group) => ({ group, pages: pages.filter((page) => page.group === group) }))
    .filter((found) => found.pages.length > 0);
}

/** The pages that the person opens most, the most opened first. */
export function mostUsed<Page extends Placed>(pages: readonly Page[], counts: PageCounts): readonly Page[] {
  const countOf = ({ path }: Page) => counts[path] ?? 0;
  return pages
    .filter((page) => countOf(page) >= LEAST_OPENED)
    .sort((one, other) => countOf(other) - countOf(one))
    .slice(0, MOST_USED);
}

export function countPage(counts: PageCounts, path: string): PageCounts {
  const after = { ...counts, [path]: (counts[path] ?? 0) + 1 };
  const sum = Object.values(after).reduce((total, count) => total + count, 0);
  if (sum < SUM_TO_HALVE) return after;
  return Object.fromEntries(
    Object.entries(after)
      .map(([name, count]) => [name, Math.floor(count / 2)] as const)
      .filter(([, count]) => count > 0),
  );
}
