/**
 * Where a request for a page on a network's own domain is redirected. Null: the page is served. Undefined: the domain does not have the page. A
 * network's domain has only the pages of its guests; all other pages are at the installation's address.
 *
 * @param url path and query of the request
 * @param network code of the network that has proven the domain
 * @param atInstallation makes the full address of a path at the installation
 */
export function pageOfOwnDomain(
  url: string,
  network: string,
  atInstallation: (path: string) => string,
): string | null | undefined {
  const [path, query] = splitOnce(url, '?');
  const [, application = '', ...rest] = path.replace(/\/$/, '').split('/');
  const [first, second] = rest;
  const own = encodeURIComponent(network);
  const withQuery = (address: string): string => (query === undefined ? address : `${address}?${query}`);
  const isOwn = first?.toLowerCase() === own;
  switch (application) {
    case '':
      return rest.length === 0 ? withQuery(`/cabinet/${own}`) : undefined;
    case 'cabinet':
      if (first === undefined) return withQuery(`/cabinet/${own}`);
      return isOwn ? null : atInstallation(url);
    case 'join':
      if (first === undefined) return undefined;
      if (isOwn) return null;
      // On the network's own domain the path need not name the network.
      return second === undefined ? withQuery(`/join/${own}/${first}`) : atInstallation(url);
    default:
      return undefined;
  }
}

function splitOnce(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
