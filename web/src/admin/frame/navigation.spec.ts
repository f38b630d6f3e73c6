import { countPage, groupsOf, mostUsed, type PageCounts, pageAt } from './navigation.rules';

const PAGES = [
  { path: '/', group: 'today' },
  { path: '/guests', group: 'guests' },
  { path: '/restaurants', group: 'network' },
  { path: '/restaurants/settlements', group: 'money' },
] as const;

test.each([
  ['/', '/'],
  ['/guests/1', '/guests'],
  ['/guestsome', undefined],
  ['/restaurants/groups', '/restaurants'],
  ['/restaurants/settlements/2026-10', '/restaurants/settlements'],
  ['/account', undefined],
])('the address %s belongs to the page %s', (pathname, path) => {
  expect(pageAt(PAGES, pathname)?.path).toBe(path);
});

test('a group without a page is left out, and the order is that of the groups', () => {
  expect(groupsOf(PAGES.slice(1), ['today', 'money', 'guests', 'network'] as const).map(({ group }) => group)).toEqual([
    'money',
    'guests',
    'network',
  ]);
});

test('the three pages opened most stand on top, and none that was opened twice or may not be seen any more', () => {
  const counts = { '/guests': 9, '/restaurants': 2, '/restaurants/settlements': 12, '/menu': 40 };
  expect(mostUsed(PAGES, counts).map(({ path }) => path)).toEqual(['/restaurants/settlements', '/guests']);
});

test('old habits fade: all counts are halved when their sum grows', () => {
  let counts: PageCounts = { '/guests': 150, '/menu': 1 };
  for (let times = 0; times < 49; times += 1) counts = countPage(counts, '/reports');
  expect(counts).toEqual({ '/guests': 75, '/reports': 24 });
});
