import fs from 'node:fs';
import type { operations } from '@loyalty-platform/client';
import { type Example, readExamples } from '../../../../src/platform/openapi/examples';

export type Operation = keyof operations;

/** The body with which an operation answers where all is well. */
export type Answer<Name extends Operation> = operations[Name]['responses'] extends infer Responses
  ? { [Status in keyof Responses]: Status extends 200 | 201 | 202 ? JsonOf<Responses[Status]> : never }[keyof Responses]
  : never;
type JsonOf<Response> = Response extends { content: { 'application/json': infer Body } } ? Body : never;

const EXAMPLES: ReadonlyMap<string, Example> = new Map(readExamples());

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly operation: Operation;
  /** Whether there is nothing to say where all is well. */
  readonly isSilent: boolean;
  /** Whether it answers with server-sent events. */
  readonly isStream: boolean;
}

const { paths } = JSON.parse(fs.readFileSync('dist/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, { operationId: Operation; responses: object }>>;
};
/** Paths without parameters first: `/api/guests/lookup` is no guest of that id. */
const ROUTES: readonly Route[] = Object.entries(paths)
  .sort(([one], [other]) => one.split('{').length - other.split('{').length)
  .flatMap(([path, operationsOf]) => {
    const pattern = new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
    return Object.entries(operationsOf).map(([method, { operationId, responses }]) => ({
      method: method.toUpperCase(),
      path: pattern,
      operation: operationId,
      isSilent: '204' in responses,
      isStream: JSON.stringify(responses).includes('text/event-stream'),
    }));
  });

export function routeOf(method: string, path: string): Route | undefined {
  return ROUTES.find((route) => route.method === method && route.path.test(path));
}

/** The answer of the server to the tests of the API. Throws where they never had one. */
export function recordedAnswer<Name extends Operation>(operation: Name): Answer<Name> {
  const example = exampleOf(operation);
  if (example?.response === undefined) throw new Error(`the examples of the API have no answer of ${operation}`);
  return structuredClone(example.response) as Answer<Name>;
}

export function exampleOf(operation: Operation): Example | undefined {
  return EXAMPLES.get(operation);
}

/** Gives one answer to everything that a page may read. */
export function readsOf<Given>(answer: Given): Partial<Record<Operation, Given>> {
  return answersOf(({ operation, method }) =>
    (method === 'GET' || /^(?:preview|search|find)/.test(operation)) && !FRAME.includes(operation) ? answer : undefined,
  );
}

/** Lists without an entry, in place of the recorded ones. */
export function emptyLists(): { readonly [Name in Operation]?: Answer<Name> } {
  return answersOf<object>(({ operation }) => {
    const recorded = exampleOf(operation)?.response;
    return isList(recorded) ? emptied(recorded) : undefined;
  }) as ReturnType<typeof emptyLists>;
}

/** The page of a recorded list that comes after the recorded one: nothing, or the same entries would stand there twice. */
export function pageAfterRecorded(recorded: unknown): unknown {
  return isList(recorded) ? emptied(recorded) : recorded;
}

const emptied = (list: object): object => ({ ...list, items: [], nextCursor: null });

/** Operations that every page asks besides its own. */
const FRAME: readonly Operation[] = ['getOwnAccount', 'getHealth'];

function answersOf<Given>(give: (route: Route) => Given | undefined): Partial<Record<Operation, Given>> {
  return Object.fromEntries(
    ROUTES.flatMap((route) => {
      const given = give(route);
      return given === undefined ? [] : [[route.operation, given]];
    }),
  );
}

function isList(answer: unknown): answer is { readonly items: readonly unknown[] } {
  return typeof answer === 'object' && answer !== null && 'items' in answer && Array.isArray(answer.items);
}
