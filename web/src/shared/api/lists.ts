import { itemsOf, MAX_PAGE, type Page, type PageQuery } from '@loyalty-platform/client';

/** The query of a page: `limit` items after the page that ended with this cursor. */
export function pageAfter(cursor: string | undefined, limit: number): PageQuery {
  return { limit, ...(cursor !== undefined && { cursor }) };
}

/** How to read the next page of a list: each page contains the cursor of the next. */
export const BY_CURSOR = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ nextCursor }: { readonly nextCursor: string | null }) => nextCursor ?? undefined,
};

/** The largest page that the API allows. */
export const WHOLE_PAGE = MAX_PAGE;
const MOST_ITEMS = 50 * MAX_PAGE;

/** All items of a list, read page by page; for lists with few items, such as restaurants. */
export async function everyItem<Item>(readPage: (page: PageQuery) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of itemsOf(readPage)) if (items.push(item) >= MOST_ITEMS) break;
  return items;
}
