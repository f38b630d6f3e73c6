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
    ['/campaigns/active', '/api/campaigns/active'],
    ['/rewards/', '/api/loyaltea/rewards'],
    ['/buy-fulfillments/1/?a=b', '/api/loyaltea/buy-fulfillments/1?a=b'],
    ['/campaigns/', '/api/loyaltea/campaigns'],
    ['/campaigns/customer/a/eligible', '/api/campaigns/customer/a/eligible'],
    ['/campaigns/a/progress/b', '/api/campaigns/a/progress/b'],
  ])('is, for %s, that of the resource: %s', (alias, path) => {
    expect(canonicalPath(alias)).toBe(path);
    expect(canonicalPath(path)).toBe(path);
  });

  it.each([
    '/api/guest/7',
    '/api/guest/7/block',
    '/api/guest/7/balances',
    '/api/organizations7',
    '/rewards',
    '/rewards/a/b/',
    '/campaigns/a',
    '/campaigns/customer/a',
    '/guest/7/tier',
  ])('stays for %s, which is no other name of anything', (path) => expect(canonicalPath(path)).toBe(path));

  it('is documented under its other name too', () => {
    expect(aliasOfPath('/api/guests/{id}/transaction')).toBe('/api/guest/{id}/transaction');
    expect(aliasOfPath('/api/networks')).toBe('/api/organizations');
    expect(aliasOfPath('/api/loyaltea/campaigns/{id}')).toBe('/campaigns/{id}/');
    expect(aliasOfPath('/api/guests/{id}/block')).toBeUndefined();
  });

  it('keeps in the hash the name under which requests were stored', () => {
    expect(hashedPath('/api/guests/7/transaction')).toBe('/api/guest/7/transaction');
    expect(hashedPath('/api/guests/7/block')).toBe('/api/guests/7/block');
    expect(hashedPath('/api/networks')).toBe('/api/networks');
  });
});
