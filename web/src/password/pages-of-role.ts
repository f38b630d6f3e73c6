/** The pages where people sign in, by the name of their words. */
const PAGES = {
  cashier: { word: 'signIn.cashier', href: '/cashier' },
  admin: { word: 'signIn.admin', href: '/admin' },
  owner: { word: 'signIn.owner', href: '/owner' },
} as const;

const PAGES_OF_ROLE: Readonly<Record<string, readonly (keyof typeof PAGES)[]>> = {
  owner: ['owner'],
  manager: ['admin', 'cashier'],
  analyst: ['admin'],
  cashier: ['cashier'],
};

/**
 * The pages that a person may open after the link to set their password.
 *
 * @param search the query of the link, whose `role` an own role of the network and links of earlier versions lack
 */
export function pagesOfLink(search: string): readonly (typeof PAGES)[keyof typeof PAGES][] {
  const role = new URLSearchParams(search).get('role') ?? '';
  const pages = Object.hasOwn(PAGES_OF_ROLE, role) ? PAGES_OF_ROLE[role] : undefined;
  return (pages ?? (['cashier', 'admin'] as const)).map((page) => PAGES[page]);
}
