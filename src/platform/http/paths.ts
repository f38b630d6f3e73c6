interface PathAlias {
  /** The alias, and the resource's own name. */
  readonly alias: string;
  readonly path: string;
  /** Paths below the resource that the alias has too. */
  readonly below: RegExp;
}

/** Parts of a guest whose stored request hashes use the older path `/guest/{id}/…`. */
const OF_GUEST =
  'activities|balance|confirmations|counters|history|quote|redemptions|segments|tier|tiers|transaction|transfers|warnings';

/** Aliases of resources. The server renames a request under an alias before it looks for a route, so both names mean the same request. */
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

/** The paths of the earlier system loyaltea end with a slash, which distinguishes them from our resources of the same name. */
const LOYALTEA_KINDS = 'rewards|buy-fulfillments|campaigns';
const LOYALTEA_ALIAS = new RegExp(`^/(${LOYALTEA_KINDS})(/[^/?]+)?/(?=\\?|$)`);
const LOYALTEA_PATH = new RegExp(`^/api/loyaltea/(${LOYALTEA_KINDS})(/[^/?]+)?$`);

/** The path of the route: without `/v1`, with aliases replaced by the resource's own name. The query stays. */
export function canonicalPath(path: string): string {
  const plain = pathWithoutVersion(path).replace(LOYALTEA_ALIAS, '/api/loyaltea/$1$2');
  return renamed(plain, ALIASES, 'alias', 'path') ?? plain;
}

/** The path as it goes into the hash of a request. Hashes are stored, so parts of a guest keep their older path here. */
export function hashedPath(path: string): string {
  return renamed(path, GUEST_ALIASES, 'path', 'alias') ?? path;
}

/** The alias of a canonical path, if it has one. */
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
