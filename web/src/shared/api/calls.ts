import type { paths } from '@loyalty-platform/client';
import {
  infiniteQueryOptions,
  type QueryClient,
  type QueryKey,
  queryOptions,
  type UndefinedInitialDataOptions,
} from '@tanstack/react-query';
import { keyHeader, type Send } from './act-key';
import { answerOf, api } from './client';
import { everyItem } from './lists';
import { ApiProblem } from './problem';
import { ifMatch, type TaggedResource, taggedOf } from './tagged';

/** HTTP methods of the API. In this file the OpenAPI document gives the types of each call's parameters, bodies and answers. */
export type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete';

export type PathsOf<V extends Verb> = {
  [P in keyof paths]: paths[P] extends Record<V, { responses: unknown }> ? P : never;
}[keyof paths];
export type Operation<V extends Verb, P extends keyof paths> = paths[P] extends Record<V, infer O> ? O : never;

/** `T` whose optional members may also be undefined. */
type Loose<T> = [T] extends [never] ? unknown : { [K in keyof T]: object extends Pick<T, K> ? T[K] | undefined : T[K] };
/** Parameters of path and query of an operation in one object; no operation has two parameters of the same name. */
export type ParamsOf<O> = O extends { parameters: { path?: infer P; query?: infer Q } }
  ? Loose<NonNullable<P>> & Loose<NonNullable<Q>>
  : never;
export type AnswerOf<O> = O extends { responses: infer R }
  ? {
      [S in keyof R & (200 | 201 | 202 | 204)]: R[S] extends { content: { 'application/json': infer J } }
        ? J
        : undefined;
    }[keyof R & (200 | 201 | 202 | 204)]
  : never;
/** Type of an operation's body: a file where it takes one, else JSON; null: the operation has no body. */
export type BodyOf<O> = O extends { requestBody: { content: { 'image/*': unknown } } }
  ? Blob
  : O extends { requestBody?: { content: { 'application/json': infer B } } }
    ? B
    : null;

type Params = Readonly<Record<string, unknown>>;
/** A call's arguments after its path; parameters may be left out where none is required. */
type Args<O, Rest extends unknown[] = []> =
  object extends ParamsOf<O> ? [params?: ParamsOf<O>, ...Rest] : [params: ParamsOf<O>, ...Rest];

interface Rest {
  readonly body?: unknown;
  readonly header?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly parseAs?: 'blob';
}

function request<Answer>(method: string, path: string, params: Params = {}, { body, header = {}, ...rest }: Rest = {}) {
  const isOfPath = ([name]: [string, unknown]) => path.includes(`{${name}}`);
  const entries = Object.entries(params);
  const [ofPath, query] = [entries.filter(isOfPath), entries.filter((entry) => !isOfPath(entry))].map((part) =>
    Object.fromEntries(part),
  );
  const send = api.request as (...call: unknown[]) => Promise<{ data?: Answer; error?: unknown; response: Response }>;
  return send(method.toLowerCase(), path, {
    params: { path: ofPath, query, header },
    ...(body != null && { body }),
    ...(body instanceof Blob && { bodySerializer: (file: Blob) => file, headers: { 'Content-Type': body.type } }),
    ...rest,
  });
}

/** The path's segments up to the first parameter without a value: the query key under which all reads of this path are cached. */
export function keyOf(path: keyof paths, params: Params = {}): string[] {
  const segments = path.split('/').slice(2);
  const filled = segments.map((segment) => (segment.startsWith('{') ? params[segment.slice(1, -1)] : segment));
  const end = filled.indexOf(undefined);
  return filled.slice(0, end < 0 ? undefined : end).map(String);
}

interface CachePlace {
  /** A key under which the answer is cached, so that invalidating it invalidates the answer too. */
  readonly under?: QueryKey | undefined;
  /** A value besides the parameters that the answer depends on, such as the reader's language. */
  readonly by?: unknown;
}

/** The query key of a read: the path's segments, then an object with query parameters, body and other values. */
function wholeKey(path: keyof paths, params: Params = {}, { under = [], ...last }: CachePlace & Params): QueryKey {
  const query = Object.entries(params).filter(([name, value]) => !path.includes(`{${name}}`) && value !== undefined);
  const beside = { ...(query.length > 0 && { query: Object.fromEntries(query) }), ...last };
  const isBare = Object.values(beside).every((value) => value === undefined);
  return [...under, ...keyOf(path, params), ...(isBare ? [] : [beside])];
}

type Options<Answer, Data> = Omit<UndefinedInitialDataOptions<Answer, Error, Data>, 'queryKey' | 'queryFn'> &
  CachePlace;
type Got<P extends PathsOf<'get'>> = AnswerOf<Operation<'get', P>>;
type PostAnswer<P extends PathsOf<'post'>> = AnswerOf<Operation<'post', P>>;

/** Options of `useQuery` for a GET. */
export function ask<P extends PathsOf<'get'>, Data = Got<P>>(
  path: P,
  ...[params, options]: Args<Operation<'get', P>, [options?: Options<Got<P>, Data>]>
) {
  const { under, by, ...others } = options ?? {};
  return queryOptions({
    ...others,
    queryKey: wholeKey(path, params, { under, by }),
    queryFn: ({ signal }) => answerOf(request<Got<P>>('GET', path, params, { signal })),
  });
}

/** Options of `useQuery` for a GET of a thing that may not exist: null where the server refuses with one of `codes`. */
export function askOrNull<P extends PathsOf<'get'>>(
  path: P,
  params: ParamsOf<Operation<'get', P>>,
  options: Options<Got<P> | null, Got<P> | null> = {},
  codes: readonly string[] = ['not_found'],
) {
  const { under, by, ...others } = options;
  return queryOptions({
    ...others,
    queryKey: wholeKey(path, params as Params, { under, by }),
    queryFn: ({ signal }) =>
      answerOf(request<Got<P> | null>('GET', path, params as Params, { signal })).catch(nullAt(codes)),
  });
}

/** Makes an error handler that returns null for a refusal with one of `codes`, and rethrows other errors. */
export function nullAt(codes: readonly string[]): (error: unknown) => null {
  return (error) => {
    if (error instanceof ApiProblem && codes.includes(error.code)) return null;
    throw error;
  };
}

/** Options of `useQuery` for a POST that only reads: a search, a preview, a count. */
export function askBy<P extends PathsOf<'post'>, Data = PostAnswer<P>>(
  path: P,
  params: ParamsOf<Operation<'post', P>>,
  body: BodyOf<Operation<'post', P>>,
  options: Options<PostAnswer<P>, Data> = {},
) {
  const { under, by, ...others } = options;
  return queryOptions({
    ...others,
    queryKey: wholeKey(path, params as Params, { under, by, body }),
    queryFn: ({ signal }) => answerOf(request<PostAnswer<P>>('POST', path, params as Params, { body, signal })),
  });
}

/** Options of `useInfiniteQuery` for a list that is read page by page. */
export function askPages<P extends PathsOf<'get'>>(
  path: P,
  params: ParamsOf<Operation<'get', P>>,
  /** `from`: the cursor of the first page; `staleTime` in milliseconds. */
  {
    staleTime = 0,
    from,
    ...kept
  }: CachePlace & { readonly staleTime?: number; readonly from?: string | undefined } = {},
) {
  return infiniteQueryOptions({
    staleTime,
    queryKey: wholeKey(path, params as Params, { ...kept, pages: from ?? true }),
    initialPageParam: from,
    queryFn: ({ pageParam: cursor, signal }) =>
      answerOf(request<Got<P>>('GET', path, { ...(params as Params), cursor }, { signal })),
    getNextPageParam: (page) => (page as { readonly nextCursor: string | null }).nextCursor ?? undefined,
  });
}

/** Options of `useQuery` that reads all pages of a short list, such as a network's restaurants. */
export function askAll<P extends PathsOf<'get'>>(path: P, params: ParamsOf<Operation<'get', P>>) {
  type Item = Got<P> extends { items: (infer I)[] } ? I : never;
  return queryOptions({
    queryKey: wholeKey(path, params as Params, { all: true }),
    queryFn: ({ signal }) =>
      everyItem<Item>((page) => answerOf(request('GET', path, { ...(params as Params), ...page }, { signal }))),
  });
}

type BodyArgs<O> =
  null extends BodyOf<O> ? [body?: null, signal?: AbortSignal] : [body: BodyOf<O>, signal?: AbortSignal];

/** Sends one call without an idempotency key. */
export function call<V extends Uppercase<Verb>, P extends PathsOf<Lowercase<V>>>(
  verb: V,
  path: P,
  params: ParamsOf<Operation<Lowercase<V>, P>>,
  ...[body, signal]: BodyArgs<Operation<Lowercase<V>, P>>
): Promise<AnswerOf<Operation<Lowercase<V>, P>>> {
  return answerOf(request(verb, path, params as Params, { body, signal }));
}

/** Makes the sender of a change for `useChange`; the act's idempotency key is sent with the call. */
export function actOf<V extends Uppercase<Verb>, P extends PathsOf<Lowercase<V>>>(
  verb: V,
  path: P,
  ...[params]: Args<Operation<Lowercase<V>, P>>
): Send<BodyOf<Operation<Lowercase<V>, P>>, AnswerOf<Operation<Lowercase<V>, P>>> {
  return ({ key, body }) => answerOf(request(verb, path, params, { body, header: keyHeader(key) }));
}

/** Makes the sender of a change that the server refuses if the thing no longer has this entity tag; tag null: never. */
export function editOf<V extends Uppercase<Verb>, P extends PathsOf<Lowercase<V>>>(
  verb: V,
  path: P,
  ...[params]: Args<Operation<Lowercase<V>, P>>
): (tag: string | null) => Send<BodyOf<Operation<Lowercase<V>, P>>, AnswerOf<Operation<Lowercase<V>, P>>> {
  return (tag) =>
    ({ key, body }) =>
      answerOf(request(verb, path, params, { body, header: { ...keyHeader(key), ...ifMatch(tag) } }));
}

/** Like `editOf`; the answer includes the entity tag for the form's next change. */
export function editTagged<V extends Uppercase<Verb>, P extends PathsOf<Lowercase<V>>>(
  verb: V,
  path: P,
  ...[params]: Args<Operation<Lowercase<V>, P>>
): (
  tag: string | null,
) => Send<BodyOf<Operation<Lowercase<V>, P>>, TaggedResource<AnswerOf<Operation<Lowercase<V>, P>>>> {
  return (tag) =>
    ({ key, body }) =>
      taggedOf(request(verb, path, params, { body, header: { ...keyHeader(key), ...ifMatch(tag) } }));
}

/** Makes the reader of the thing that a form changes, with its entity tag. */
export function readOf<P extends PathsOf<'get'>>(
  path: P,
  ...[params]: Args<Operation<'get', P>>
): () => Promise<TaggedResource<Got<P>>> {
  return () => taggedOf(request<Got<P>>('GET', path, params));
}

/** Sends a GET and answers with the content of a file. */
export function fileOf<P extends PathsOf<'get'>>(path: P, params: ParamsOf<Operation<'get', P>>): Promise<Blob> {
  return answerOf(request<Blob>('GET', path, params as Params, { parseAs: 'blob' }));
}

/** Sends a POST that only reads and answers with the content of a file. */
export function fileBy<P extends PathsOf<'post'>>(
  path: P,
  params: ParamsOf<Operation<'post', P>>,
  body: BodyOf<Operation<'post', P>>,
): Promise<Blob> {
  return answerOf(request<Blob>('POST', path, params as Params, { body, parseAs: 'blob' }));
}

/** Refetches all active queries under these keys, and waits for them. */
export async function askAnew(queries: QueryClient, ...keys: QueryKey[]): Promise<void> {
  await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
}
