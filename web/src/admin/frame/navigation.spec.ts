import { groupsOf, pageAt, withPins } from './navigation.rules';

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

test('a pinned page stands in one place alone, and one that may not be seen any more in none', () => {
  const { pinned, others } = withPins(PAGES, ['/restaurants/settlements', '/menu', '/guests']);
  expect(pinned.map(({ path }) => path)).toEqual(['/guests', '/restaurants/settlements']);
  expect(others.map(({ path }) => path)).toEqual(['/', '/restaurants']);
});
