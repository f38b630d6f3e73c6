/** The most items of one page, as the API allows it. */
export const MAX_PAGE = 200;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** The query of one page. */
export interface PageQuery {
  limit: number;
  cursor?: string;
}

/**
 * All items of a list, page by page; reads a page when the caller has used the one before.
 * @param readPage reads one page: `(page) => unwrap(client.GET('/api/guests', { params: { query: page } }))`
 */
export async function* itemsOf<Item>(
  readPage: (page: PageQuery) => Promise<Page<Item>>,
  limit = MAX_PAGE,
): AsyncGenerator<Item, void, undefined> {
  let page = await readPage({ limit });
  yield* page.items;
  while (page.nextCursor !== null) {
    page = await readPage({ limit, cursor: page.nextCursor });
    yield* page.items;
  }
}
