interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

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
    const read: Page<Item> = await readPage({ limit: WHOLE_PAGE, ...(cursor !== null && { cursor }) });
    items.push(...read.items);
    cursor = read.nextCursor;
    if (cursor === null) break;
  }
  return items;
}
