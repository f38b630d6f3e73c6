import { itemsOf, MAX_PAGE, type Page, type PageQuery } from '@loyalty-platform/client';

/** One page of a list: so many, after the page that ended with this cursor. */
export function pageAfter(cursor: string | undefined, limit: number): PageQuery {
  return { limit, ...(cursor !== undefined && { cursor }) };
}

/** How a list that grows at its end goes on: each page says where the next begins. */
export const BY_CURSOR = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ nextCursor }: { readonly nextCursor: string | null }) => nextCursor ?? undefined,
};

/** The most of one page, as the API allows it. */
export const WHOLE_PAGE = MAX_PAGE;
const MOST_ITEMS = 50 * MAX_PAGE;

/** All items of a list, page after page: for what a network has few of, such as places. */
export async function everyItem<Item>(readPage: (page: PageQuery) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of itemsOf(readPage)) if (items.push(item) >= MOST_ITEMS) break;
  return items;
}
