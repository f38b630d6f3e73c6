import { pagesOfLink } from '../../web/src/password/pages-of-role';

describe('The page that set a password', () => {
  const offered = (search: string) => pagesOfLink(search).map(({ href }) => href);

  it.each([
    ['?role=owner', ['/owner']],
    ['?role=manager', ['/admin', '/cashier']],
    ['?role=analyst', ['/admin']],
    ['?role=cashier', ['/cashier']],
  ])('offers after a link with %s what that role opens', (search, pages) => {
    expect(offered(search)).toEqual(pages);
  });

  it.each(['', '?role=', '?role=guest', '?role=toString'])(
    'offers till and console after a link with "%s"',
    (search) => {
      expect(offered(search)).toEqual(['/cashier', '/admin']);
    },
  );
});
