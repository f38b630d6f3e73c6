interface PathAlias {
  /** The other name, and the resource's own. */
  readonly alias: string;
  readonly path: string;
  /** Which paths of the resource have the other name too. */
  readonly below: RegExp;
}

/** Parts of a guest that had the path `/guest/{id}/…` first, and whose requests are stored under it. */
const OF_GUEST =
  'activities|balance|confirmations|counters|history|quote|redemptions|segments|tier|tiers|transaction|transfers|warnings';

/** Other names of resources. A request under one of them is the same request: the server renames it before it looks for a route. */
const ALIASES: readonly PathAlias[] = [
  { alias: '/api/guest', path: '/api/guests', below: new RegExp(`^/[^/?]+/(?:${OF_GUEST})(?=[/?]|$)`) },
  { alias: '/api/organizations', path: '/api/networks', below: /^(?=[/?]|$)/ },
  { alias: '/loyalty', path: '/api/loyalty', below: /^\/(?:customer|points|program|tier)(?=[/?]|$)/ },
  {
    alias: '/campaigns',
    path: '/api/campaigns',
    below: /^\/(?:(?:active|participate)(?=[/?]|$)|customer\/[^/?]+\/eligible(?=[/?]|$)|[^/?]+\/progress\/)/,
  },
  { alias: '/rewards', path: '/api/rewards', below: /^\/(?:catalog|customer|redeem|redemptions)(?=[/?]|$)/ },
];
const GUEST_ALIASES = ALIASES.slice(0, 1);

/** Addresses of loyaltea end with a slash, by which they differ from resources of the same name. */
const LOYALTEA_KINDS = 'rewards|buy-fulfillments|campaigns';
const LOYALTEA_ALIAS = new RegExp(`^/(${LOYALTEA_KINDS})(/[^/?]+)?/(?=\\?|$)`);
const LOYALTEA_PATH = new RegExp(`^/api/loyaltea/(${LOYALTEA_KINDS})(/[^/?]+)?$`);

/** The path that a route has: without `/v1`, and by the resource's own name. A query stays. */
export function canonicalPath(path: string): string {
  const plain = pathWithoutVersion(path).replace(LOYALTEA_ALIAS, '/api/loyaltea/$1$2');
  return renamed(plain, ALIASES, 'alias', 'path') ?? plain;
}

/** The form of a canonical path in the hash of a request, which is stored: parts of a guest keep the name they had first. */
export function hashedPath(path: string): string {
  return renamed(path, GUEST_ALIASES, 'path', 'alias') ?? path;
}

/** The other name of a canonical path, if it has one. */
export function aliasOfPath(path: string): string | undefined {
  if (LOYALTEA_PATH.test(path)) return path.replace(LOYALTEA_PATH, '/$1$2/');
  return renamed(path, ALIASES, 'path', 'alias');
}

function renamed(
  path: string,
  aliases: readonly PathAlias[],
  from: 'alias' | 'path',
  to: 'alias' | 'path',
): string | undefined {
  const name = aliases.find((each) => path.startsWith(each[from]) && each.below.test(path.slice(each[from].length)));
  return name === undefined ? undefined : name[to] + path.slice(name[from].length);
}

/** `/api/v1/…` is the same API as `/api/…`. */
function pathWithoutVersion(path: string): string {
  return path.startsWith('/api/v1') && /^\/api\/v1(?=[/?]|$)/.test(path) ? `/api${path.slice('/api/v1'.length)}` : path;
}
