import { domainOf } from './domain-name.rules';

test.each([
  ['club.example.org', 'club.example.org'],
  [' https://Club.Example.org/ ', 'club.example.org'],
  ['клуб.рф', 'xn--90ard6a.xn--p1ai'],
])('%s is the domain %s', (typed, domain) => expect(domainOf(typed)).toBe(domain));

test.each(['', 'club', '10.0.0.1', 'a b.org', 'me@example.org', 'club.example.org:8080'])('%s is none', (typed) =>
  expect(domainOf(typed)).toBeNull(),
);
