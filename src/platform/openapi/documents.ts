import type { OpenAPIObject } from '@nestjs/swagger';
import { canonicalPath } from '../http/paths';
import { METHODS } from './complete-operations';
import { TAGS, TAGS_OF_EARLIER_SYSTEMS } from './tags';

type Paths = OpenAPIObject['paths'];
type PathItem = Paths[string];

/** The two documents that a server shows. Each document contains every schema to which it refers. */
export interface ApiDocuments {
  /** The calls for clients that are written against this platform. */
  readonly platform: OpenAPIObject;
  /** The calls of earlier systems, for callers that were written against these systems. A call stands under each of its paths. */
  readonly earlier: OpenAPIObject;
}

const ABOUT_EARLIER = `The calls of earlier systems, for callers that were written against those: a rewards service, a ledger service, a membership service and loyaltea. They keep their own names, paths and decimals. New clients use [the API of the platform](/api/docs).

**Paths.** Where the earlier system had no prefix \`/api\`, a call has both paths. They are the same call in everything.

**The rest** is as in the document of the platform: \`Authorization: Bearer …\` with an API key, \`application/problem+json\` for errors, and \`X-Request-Id\` in each response.`;

/** The kind and the name of a component, where a call or another component names it. */
const REFERENCE = /"\$ref":"#\/components\/([^/"]+)\/([^"]+)"/g;

/** Takes the calls of earlier systems out of the document of all calls. */
export function documentsOf(all: OpenAPIObject): ApiDocuments {
  const isEarlier = (path: string, method: (typeof METHODS)[number]): boolean =>
    all.paths[canonicalPath(path)]?.[method]?.tags?.some((tag) => TAGS_OF_EARLIER_SYSTEMS.has(tag)) === true;
  const { webhooks: _, ...withoutWebhooks } = all as OpenAPIObject & { webhooks?: object };
  const info = { ...all.info, title: `${all.info.title}: earlier systems`, description: ABOUT_EARLIER };
  return {
    platform: partOf(all, (path, method) => !isEarlier(path, method)),
    earlier: partOf({ ...withoutWebhooks, info }, isEarlier),
  };
}

function partOf(
  document: OpenAPIObject,
  has: (path: string, method: (typeof METHODS)[number]) => boolean,
): OpenAPIObject {
  const paths = Object.fromEntries(
    Object.entries(document.paths).flatMap(([path, item]): [string, PathItem][] => {
      const kept = METHODS.filter((method) => item[method] !== undefined && has(path, method));
      return kept.length === 0 ? [] : [[path, Object.fromEntries(kept.map((method) => [method, item[method]]))]];
    }),
  );
  const used = new Set(Object.values(paths).flatMap((item) => METHODS.flatMap((method) => item[method]?.tags ?? [])));
  const tags = Object.entries(TAGS).flatMap(([name, description]) => (used.has(name) ? [{ name, description }] : []));
  const { components: _, ...calls } = { ...document, tags, paths };
  return { ...document, tags, paths, components: componentsOf(calls, document) };
}

/** The components that the calls name, directly or through other components, in their order. */
function componentsOf(calls: object, { components = {} }: OpenAPIObject): NonNullable<OpenAPIObject['components']> {
  const all = components as Readonly<Record<string, Readonly<Record<string, object>>>>;
  const named = new Set<string>();
  const addNamed = (described: unknown): void => {
    for (const [, kind = '', name = ''] of JSON.stringify(described ?? null).matchAll(REFERENCE)) {
      const key = `${kind}/${name}`;
      if (named.has(key)) continue;
      named.add(key);
      addNamed(all[kind]?.[name]);
    }
  };
  addNamed(calls);
  return Object.fromEntries(
    Object.entries(all).map(([kind, members]) => [
      kind,
      kind === 'securitySchemes'
        ? members
        : Object.fromEntries(Object.entries(members).filter(([name]) => named.has(`${kind}/${name}`))),
    ]),
  );
}
