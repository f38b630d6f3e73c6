import { everyItem } from './lists';

test('all pages of a list are read, each after the last', async () => {
  const pages = new Map<string | undefined, { items: number[]; nextCursor: string | null }>([
    [undefined, { items: [1, 2], nextCursor: 'b' }],
    ['b', { items: [3], nextCursor: 'c' }],
    ['c', { items: [], nextCursor: null }],
  ]);
  const read = await everyItem(({ cursor }) => {
    const page = pages.get(cursor);
    if (page === undefined) throw new Error(`no page after ${String(cursor)}`);
    return Promise.resolve(page);
  });
  expect(read).toEqual([1, 2, 3]);
});
