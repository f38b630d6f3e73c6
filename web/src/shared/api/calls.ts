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
import { ifMatch, type Tagged, taggedOf } from './tagged';

/** Calls of the API by method and path. Parameters, bodies, answers and the keys of queries come from the OpenAPI document. */
type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete';

type PathsOf<V extends Verb> = {
  [P in keyof paths]: paths[P] extends Record<V, { responses: unknown }> ? P : never;
}[keyof paths];
type Operation<V extends Verb, P extends keyof paths> = paths[P] extends Record<V, infer O> ? O : never;

/** Members that may be left out may also be undefined. */
type Loose<T> = [T] extends [never] ? unknown : { [K in keyof T]: object extends Pick<T, K> ? T[K] | undefined : T[K] };
/** The parameters of the path and of the query in one object: no operation names two of them alike. */
type ParamsOf<O> = O extends { parameters: { path?: infer P; query?: infer Q } }
  ? Loose<NonNullable<P>> & Loose<NonNullable<Q>>
  : never;
type AnswerOf<O> = O extends { responses: infer R }
  ? {
      [S in keyof R & (200 | 201 | 202 | 204)]: R[S] extends { content: { 'application/json': infer J } }
        ? J
        : undefined;
    }[keyof R & (200 | 201 | 202 | 204)]
  : never;
/** Null: the call has no body. */
type BodyOf<O> = O extends { requestBody?: { content: { 'application/json': infer B } } } ? B : null;

type Params = Readonly<Record<string, unknown>>;
/** Parameters may be left out where none is needed. */
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
    ...rest,
  });
}

/** The path in segments, as far as its parameters are given: a key below which everything lies that is read there. */
export function keyOf(path: keyof paths, params: Params = {}): string[] {
  const segments = path.split('/').slice(2);
  const filled = segments.map((segment) => (segment.startsWith('{') ? params[segment.slice(1, -1)] : segment));
  const end = filled.indexOf(undefined);
  return filled.slice(0, end < 0 ? undefined : end).map(String);
}

interface Kept {
  /** The key of what this belongs to, and with which it is asked anew. */
  readonly under?: QueryKey | undefined;
  /** Value on which the answer depends beside the parameters, such as the reader's language. */
  readonly by?: unknown;
}

/** Whatever stands beside the path is one object at the end of the key. */
function wholeKey(path: keyof paths, params: Params = {}, { under = [], ...last }: Kept & Params): QueryKey {
  const query = Object.entries(params).filter(([name, value]) => !path.includes(`{${name}}`) && value !== undefined);
  const beside = { ...(query.length > 0 && { query: Object.fromEntries(query) }), ...last };
  const isBare = Object.values(beside).every((value) => value === undefined);
  return [...under, ...keyOf(path, params), ...(isBare ? [] : [beside])];
}

type Options<Answer, Data> = Omit<UndefinedInitialDataOptions<Answer, Error, Data>, 'queryKey' | 'queryFn'> & Kept;
type Got<P extends PathsOf<'get'>> = AnswerOf<Operation<'get', P>>;
type Posted<P extends PathsOf<'post'>> = AnswerOf<Operation<'post', P>>;

/** The query of a read. */
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

/** The same for what may not be there: null where the server says so by one of these codes. */
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

/** Null for a refusal with one of these codes. */
export function nullAt(codes: readonly string[]): (error: unknown) => null {
  return (error) => {
    if (error instanceof ApiProblem && codes.includes(error.code)) return null;
    throw error;
  };
}

/** The query of a read that has a body: a search, a preview, a count. */
export function askBy<P extends PathsOf<'post'>, Data = Posted<P>>(
  path: P,
  params: ParamsOf<Operation<'post', P>>,
  body: BodyOf<Operation<'post', P>>,
  options: Options<Posted<P>, Data> = {},
) {
  const { under, by, ...others } = options;
  return queryOptions({
    ...others,
    queryKey: wholeKey(path, params as Params, { under, by, body }),
    queryFn: ({ signal }) => answerOf(request<Posted<P>>('POST', path, params as Params, { body, signal })),
  });
}

/** A list that grows at its end, page after page. */
export function askPages<P extends PathsOf<'get'>>(
  path: P,
  params: ParamsOf<Operation<'get', P>>,
  /** `from`: the cursor of the first page. */
  { staleTime = 0, from, ...kept }: Kept & { readonly staleTime?: number; readonly from?: string | undefined } = {},
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

/** All items of a list that a network has few of, such as restaurants. */
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

/** One call whose outcome nobody has to ask for again. */
export function call<V extends Uppercase<Verb>, P extends PathsOf<Lowercase<V>>>(
  verb: V,
  path: P,
  params: ParamsOf<Operation<Lowercase<V>, P>>,
  ...[body, signal]: BodyArgs<Operation<Lowercase<V>, P>>
): Promise<AnswerOf<Operation<Lowercase<V>, P>>> {
  return answerOf(request(verb, path, params as Params, { body, signal }));
}

/** A change, sent under the key of its act. */
export function actOf<V extends Uppercase<Verb>, P extends PathsOf<Lowercase<V>>>(
  verb: V,
  path: P,
  ...[params]: Args<Operation<Lowercase<V>, P>>
): Send<BodyOf<Operation<Lowercase<V>, P>>, AnswerOf<Operation<Lowercase<V>, P>>> {
  return ({ key, body }) => answerOf(request(verb, path, params, { body, header: keyHeader(key) }));
}

/** A change that refuses to overwrite a later one than its tag; null binds it to nothing. */
export function editOf<V extends Uppercase<Verb>, P extends PathsOf<Lowercase<V>>>(
  verb: V,
  path: P,
  ...[params]: Args<Operation<Lowercase<V>, P>>
): (tag: string | null) => Send<BodyOf<Operation<Lowercase<V>, P>>, AnswerOf<Operation<Lowercase<V>, P>>> {
  return (tag) =>
    ({ key, body }) =>
      answerOf(request(verb, path, params, { body, header: { ...keyHeader(key), ...ifMatch(tag) } }));
}

/** The same for a form that goes on: the answer has the tag of the next change. */
export function editTagged<V extends Uppercase<Verb>, P extends PathsOf<Lowercase<V>>>(
  verb: V,
  path: P,
  ...[params]: Args<Operation<Lowercase<V>, P>>
): (tag: string | null) => Send<BodyOf<Operation<Lowercase<V>, P>>, Tagged<AnswerOf<Operation<Lowercase<V>, P>>>> {
  return (tag) =>
    ({ key, body }) =>
      taggedOf(request(verb, path, params, { body, header: { ...keyHeader(key), ...ifMatch(tag) } }));
}

/** Reads what a form changes, with the tag of its change. */
export function readOf<P extends PathsOf<'get'>>(
  path: P,
  ...[params]: Args<Operation<'get', P>>
): () => Promise<Tagged<Got<P>>> {
  return () => taggedOf(request<Got<P>>('GET', path, params));
}

/** The answer as a file. */
export function fileOf<P extends PathsOf<'get'>>(path: P, params: ParamsOf<Operation<'get', P>>): Promise<Blob> {
  return answerOf(request<Blob>('GET', path, params as Params, { parseAs: 'blob' }));
}

/** The same of a question that has a body. */
export function fileBy<P extends PathsOf<'post'>>(
  path: P,
  params: ParamsOf<Operation<'post', P>>,
  body: BodyOf<Operation<'post', P>>,
): Promise<Blob> {
  return answerOf(request<Blob>('POST', path, params as Params, { body, parseAs: 'blob' }));
}

/** Asks anew for all that was read below these keys; done when it is there. */
export async function askAnew(queries: QueryClient, ...keys: QueryKey[]): Promise<void> {
  await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
}
