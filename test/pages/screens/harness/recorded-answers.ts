import fs from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
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
  /** Whether the response has no body when all is well. */
  readonly isSilent: boolean;
  /** Whether the response is a stream of server-sent events. */
  readonly isStream: boolean;
  /** JSON pointer to the schema of the request body in the API document; undefined: no JSON body. */
  readonly bodySchema: string | undefined;
}

interface DescribedOperation {
  readonly operationId: Operation;
  readonly responses: object;
  readonly requestBody?: { readonly content: object };
}

const API = JSON.parse(fs.readFileSync('dist/openapi.json', 'utf8')) as {
  readonly paths: Record<string, Record<string, DescribedOperation>>;
};
const { paths } = API;
// The document names formats of its own.
const schemas = new Ajv2020({ strict: false, validateSchema: false, logger: false });
addFormats(schemas);
schemas.addSchema(API, 'api');
const validations = new Map<string, ValidateFunction>();
/** Paths without parameters first: `/api/guests/lookup` is no guest of that id. */
const ROUTES: readonly Route[] = Object.entries(paths)
  .sort(([one], [other]) => one.split('{').length - other.split('{').length)
  .flatMap(([path, operationsOf]) => {
    const pattern = new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
    return Object.entries(operationsOf).map(([method, { operationId, responses, requestBody }]) => ({
      method: method.toUpperCase(),
      path: pattern,
      operation: operationId,
      isSilent: '204' in responses,
      isStream: JSON.stringify(responses).includes('text/event-stream'),
      bodySchema:
        requestBody !== undefined && 'application/json' in requestBody.content
          ? `api#/paths/${path.replaceAll('/', '~1')}/${method}/requestBody/content/application~1json/schema`
          : undefined,
    }));
  });

export function routeOf(method: string, path: string): Route | undefined {
  return ROUTES.find((route) => route.method === method && route.path.test(path));
}

/** Why a body does not fit the API document; undefined: it fits. */
export function mistakesOfBody({ bodySchema }: Route, body: unknown): string | undefined {
  if (bodySchema === undefined) return undefined;
  let validate = validations.get(bodySchema);
  if (validate === undefined) {
    validate = schemas.compile({ $ref: bodySchema.replaceAll('{', '%7B').replaceAll('}', '%7D') });
    validations.set(bodySchema, validate);
  }
  return validate(body) ? undefined : schemas.errorsText(validate.errors, { dataVar: 'body' });
}

/** The server's answer in the tests of the API. Throws when they recorded none. */
export function recordedAnswer<Name extends Operation>(operation: Name): Answer<Name> {
  const example = exampleOf(operation);
  if (example?.response === undefined) throw new Error(`the examples of the API have no answer of ${operation}`);
  return structuredClone(example.response) as Answer<Name>;
}

export function exampleOf(operation: Operation): Example | undefined {
  return EXAMPLES.get(operation);
}

/** The same answer for every operation that reads. */
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

/** The next page of a recorded list is empty, or the page would show the same entries twice. */
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
