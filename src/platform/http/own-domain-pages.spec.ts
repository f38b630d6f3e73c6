import { pageOfOwnDomain } from './own-domain-pages.rules';

const pageOf = (url: string) => pageOfOwnDomain(url, 'osteria', (path) => `https://loyalty.test${path}`);

it.each([
  ['/', '/cabinet/osteria'],
  ['/?from=menu', '/cabinet/osteria?from=menu'],
  ['/cabinet', '/cabinet/osteria'],
  ['/cabinet/', '/cabinet/osteria'],
  ['/cabinet?a=1?b=2', '/cabinet/osteria?a=1?b=2'],
  ['/join/K7M2Q-X9RAB', '/join/osteria/K7M2Q-X9RAB'],
  ['/cabinet/pizzeria/history?a=1', 'https://loyalty.test/cabinet/pizzeria/history?a=1'],
  ['/join/pizzeria/K7M2Q', 'https://loyalty.test/join/pizzeria/K7M2Q'],
])('%s leads to %s', (url, page) => expect(pageOf(url)).toBe(page));

it.each(['/cabinet/osteria', '/cabinet/Osteria/history', '/join/osteria/K7M2Q-X9RAB', '/join/osteria'])(
  '%s is the page itself',
  (url) => expect(pageOf(url)).toBeNull(),
);

it.each(['/join', '/admin', '/owner/networks', '//evil.test', '/cashier', '/password/x'])(
  '%s is no page of the domain',
  (url) => expect(pageOf(url)).toBeUndefined(),
);
