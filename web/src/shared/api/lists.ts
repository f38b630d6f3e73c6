interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** One page of a list: so many, after the page that ended with this cursor. */
export function pageAfter(cursor: string | undefined, limit: number): { limit: number; cursor?: string } {
  return { limit, ...(cursor !== undefined && { cursor }) };
}

/** How a list that grows at its end goes on: each page says where the next begins. */
export const BY_CURSOR = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ nextCursor }: { readonly nextCursor: string | null }) => nextCursor ?? undefined,
};

/** The most of one page, as the API allows it. */
export const WHOLE_PAGE = 200;
const MOST_PAGES = 50;

/** All items of a list, page after page: for what a network has few of, such as places. */
export async function everyItem<Item>(
  readPage: (query: { limit: number; cursor?: string }) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const read: Page<Item> = await readPage(pageAfter(cursor ?? undefined, WHOLE_PAGE));
    items.push(...read.items);
    cursor = read.nextCursor;
    if (cursor === null) break;
  }
  return items;
}
