import { pageOfOwnDomain } from './own-domain-pages.rules';

it.each([
  ['/', '/cabinet/osteria'],
  ['/?from=menu', '/cabinet/osteria?from=menu'],
  ['/cabinet', '/cabinet/osteria'],
  ['/cabinet/', '/cabinet/osteria'],
  ['/cabinet?a=1?b=2', '/cabinet/osteria?a=1?b=2'],
  ['/join/K7M2Q-X9RAB', '/join/osteria/K7M2Q-X9RAB'],
])('%s leads to %s', (url, page) => expect(pageOfOwnDomain(url, 'osteria')).toBe(page));

it.each(['/cabinet/osteria', '/cabinet/Osteria/history', '/join/osteria/K7M2Q-X9RAB', '/join/osteria'])(
  '%s is the page itself',
  (url) => expect(pageOfOwnDomain(url, 'osteria')).toBeNull(),
);

it.each(['/cabinet/pizzeria', '/join/pizzeria/K7M2Q', '/join', '/admin', '/owner/networks', '//evil.test', '/cashier'])(
  '%s is no page of the domain',
  (url) => expect(pageOfOwnDomain(url, 'osteria')).toBeUndefined(),
);
