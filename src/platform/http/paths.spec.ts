import { aliasOfPath, canonicalPath, hashedPath } from './paths';

describe('the path of a request', () => {
  it.each([
    ['/api/v1/guests/7', '/api/guests/7'],
    ['/api/guest/7/balance', '/api/guests/7/balance'],
    ['/api/v1/guest/7/history?limit=2', '/api/guests/7/history?limit=2'],
    ['/api/guest/7/counters/REVIEWS', '/api/guests/7/counters/REVIEWS'],
    ['/api/organizations?limit=1', '/api/networks?limit=1'],
    ['/api/organizations/7/act-for', '/api/networks/7/act-for'],
    ['/loyalty/points/earn', '/api/loyalty/points/earn'],
    ['/rewards/catalog', '/api/rewards/catalog'],
  ])('is, for %s, that of the resource: %s', (alias, path) => {
    expect(canonicalPath(alias)).toBe(path);
    expect(canonicalPath(path)).toBe(path);
  });

  it.each([
    '/api/guest/7',
    '/api/guest/7/block',
    '/api/guest/7/balances',
    '/api/organizations7',
    '/rewards/',
    '/guest/7/tier',
  ])('stays for %s, which is no other name of anything', (path) => expect(canonicalPath(path)).toBe(path));

  it('is documented under its other name too', () => {
    expect(aliasOfPath('/api/guests/{id}/transaction')).toBe('/api/guest/{id}/transaction');
    expect(aliasOfPath('/api/networks')).toBe('/api/organizations');
    expect(aliasOfPath('/api/guests/{id}/block')).toBeUndefined();
  });

  it('keeps in the hash the name under which requests were stored', () => {
    expect(hashedPath('/api/guests/7/transaction')).toBe('/api/guest/7/transaction');
    expect(hashedPath('/api/guests/7/block')).toBe('/api/guests/7/block');
    expect(hashedPath('/api/networks')).toBe('/api/networks');
  });
});
