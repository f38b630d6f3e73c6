import type { OpenAPIObject } from '@nestjs/swagger';
import { problemWords } from '../http/catalogue/catalogue';
import { aliasOfPath } from '../http/paths';
import { ACCESS_EXTENSION } from '../http/public.decorator';
import { PROBLEM_STATUS, type ProblemCode } from '../problems/problem-codes';
import { TAGGED_EXTENSION } from '../http/entity-tag';
import { BODY_EXTENSION } from '../http/raw-body.decorator';
import { PROBLEMS_EXTENSION } from '../http/route.decorator';
import { COMMON_HEADERS, COMMON_PARAMETERS, commonHeaders, commonParameters } from './common-headers';
import { type Example, readExamples } from './examples';
import { TAGS } from './tags';

type Paths = OpenAPIObject['paths'];
type PathItem = Paths[string];
export type Operation = NonNullable<PathItem['get']>;
type Responses = Operation['responses'];
type Parameter = NonNullable<Operation['parameters']>[number];
type Examples = ReadonlyMap<string, Example>;

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const PROBLEM_TYPE = 'application/problem+json';
const PROBLEM = '#/components/schemas/Problem';
const PROBLEM_CODE = '#/components/schemas/ProblemCode';
const EXAMPLE_REQUEST = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e';
/** Codes of every operation that takes an idempotency key. */
const KEY_PROBLEMS: readonly ProblemCode[] = ['request_in_progress', 'idempotency_key_reused'];

/** Problem responses that operations share, by status: their names among the components, and their descriptions. */
const COMMON_PROBLEMS = {
  400: { name: 'InvalidRequest', description: 'The request does not fit its schema' },
  401: { name: 'Unauthenticated', description: 'Not signed in' },
  403: { name: 'Forbidden', description: 'Not allowed' },
  404: { name: 'NotFound', description: 'Not found, or of another network' },
  429: { name: 'TooManyRequests', description: 'Too many requests; see `Retry-After`' },
  503: { name: 'Unavailable', description: 'Out of order for a moment; try again after `Retry-After`' },
  default: { name: 'OtherProblem', description: 'Any other problem' },
} as const;

/** Adds to each operation the parts that operations share: problems, headers, examples and permissions. */
export function completeOperations(document: OpenAPIObject, problemSchema: object): OpenAPIObject {
  const examples: Examples = new Map(readExamples());
  const paths: Paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, item]) => [path, completePath(path, item, examples)]),
  );
  const schemas = { ...document.components?.schemas, ...problemSchemas(problemSchema) };
  const components = {
    ...document.components,
    schemas,
    parameters: COMMON_PARAMETERS,
    headers: COMMON_HEADERS,
    responses: commonResponses(),
    examples: problemExamples(paths),
  };
  const tags = Object.entries(TAGS).map(([name, description]) => ({ name, description }));
  return withAliases({ ...document, tags, paths, components: components as OpenAPIObject['components'] & object });
}

/** An operation's permissions, or null when it is public. */
export function permissionsOf(operation: Operation): readonly string[] | null {
  const access = (operation as unknown as Record<string, unknown>)[ACCESS_EXTENSION];
  return Array.isArray(access) ? access.map(String) : null;
}

function completePath(path: string, item: PathItem, examples: Examples): PathItem {
  const completed = { ...item };
  for (const method of METHODS) {
    const operation = item[method];
    if (operation !== undefined) completed[method] = completeOperation(path, operation, examples);
  }
  return completed;
}

function completeOperation(path: string, operation: Operation, examples: Examples): Operation {
  const permissions = permissionsOf(operation);
  const {
    [PROBLEMS_EXTENSION]: codes = [],
    [TAGGED_EXTENSION]: isTagged = false,
    [BODY_EXTENSION]: content,
    ...described
  } = operation as Operation & {
    readonly [PROBLEMS_EXTENSION]?: readonly ProblemCode[];
    readonly [TAGGED_EXTENSION]?: boolean;
    readonly [BODY_EXTENSION]?: Content;
  };
  const withBody = content === undefined ? described : { ...described, requestBody: { required: true, content } };
  const isKeyed = takesHeader(operation, 'Idempotency-Key');
  const added: readonly ProblemCode[] = [
    ...(isKeyed ? KEY_PROBLEMS : []),
    ...(takesHeader(operation, 'If-Match') ? (['changed_meanwhile'] as const) : []),
  ];
  const answered = isTagged ? withTag(operation.responses) : operation.responses;
  const own = [...new Set([...codes, ...added])];
  const responses = { ...answered, ...ownProblems([...commonBeside(own, path, permissions !== null), ...own]) };
  const all = { ...responses, ...problemsOf(path, { ...operation, responses }, permissions !== null) };
  return {
    ...withExample(withBody, all, isKeyed, examples.get(operation.operationId ?? '')),
    parameters: [...(operation.parameters ?? []).map(describedOnce), ...commonParameters(permissions)],
    description: [operation.description, accessSentence(permissions)].filter(Boolean).join('\n\n'),
    security: permissions === null ? [] : [{ bearer: [] }],
  };
}

/** The common codes with the status of one of the operation's own codes, since the document has one response for each status. */
function commonBeside(own: readonly ProblemCode[], path: string, guarded: boolean): readonly ProblemCode[] {
  const common: readonly ProblemCode[] = [
    ...(guarded ? (['unauthenticated', 'forbidden'] as const) : []),
    ...(path.includes('{') ? (['not_found'] as const) : []),
  ];
  return common.filter((code) => !own.includes(code) && own.some((o) => PROBLEM_STATUS[o] === PROBLEM_STATUS[code]));
}

/** The operation with its responses, their headers, and the example that a test recorded. */
function withExample(operation: Operation, responses: Responses, isKeyed: boolean, example: Example = {}): Operation {
  const { request, response, status } = example;
  const { requestBody } = operation;
  return {
    ...operation,
    ...(requestBody !== undefined && 'content' in requestBody
      ? { requestBody: { ...requestBody, content: exampleIn(requestBody.content, request) } }
      : {}),
    responses: Object.fromEntries(
      Object.entries(responses).map(([code, answer]): [string, Responses[string]] => {
        if (answer === undefined || !('description' in answer)) return [code, answer];
        const { content } = answer;
        const shown = content === undefined || code !== String(status) ? content : exampleIn(content, response);
        const headers = { ...commonHeaders(code, isKeyed), ...answer.headers };
        return [code, { ...answer, headers, ...(shown === undefined ? {} : { content: shown }) }];
      }),
    ),
  };
}

type Content = NonNullable<Exclude<Operation['requestBody'], undefined | { readonly $ref: string }>>['content'];

function exampleIn(content: Content, example: unknown): Content {
  const json = content['application/json'];
  return json === undefined || example === undefined
    ? content
    : { ...content, 'application/json': { ...json, example } };
}

function takesHeader({ parameters = [] }: Operation, name: string): boolean {
  return parameters.some((parameter) => 'name' in parameter && parameter.in === 'header' && parameter.name === name);
}

/** A parameter whose schema does not repeat its description. */
function describedOnce(parameter: Parameter): Parameter {
  if (!('schema' in parameter) || parameter.schema === undefined || !('description' in parameter.schema))
    return parameter;
  const { description, ...schema } = parameter.schema;
  return { ...parameter, description: parameter.description ?? description, schema };
}

/** Responses with the `ETag` header, whose value a caller sends back as `If-Match`. */
function withTag(responses: Responses): Responses {
  const ETag = {
    description: 'State of what can be changed; send it as `If-Match` with a change',
    schema: { type: 'string' },
  };
  return Object.fromEntries(
    Object.entries(responses).map(([status, answer]) => [
      status,
      status === '200' && answer !== undefined && 'description' in answer ? { ...answer, headers: { ETag } } : answer,
    ]),
  );
}

function accessSentence(permissions: readonly string[] | null): string {
  if (permissions === null) return 'Open to everybody.';
  return `Permission: ${permissions.map((permission) => `\`${permission}\``).join(' or ')}.`;
}

/** The responses for an operation's own codes: one for each status, with an example for each code. */
function ownProblems(codes: readonly ProblemCode[]): Responses {
  const statuses = new Set(codes.map((code) => PROBLEM_STATUS[code]));
  return Object.fromEntries(
    [...statuses].map((status) => {
      const ofStatus = codes.filter((code) => PROBLEM_STATUS[code] === status);
      const titles = ofStatus.map((code) => `- \`${code}\`: ${problemWords(code, {}, 'en').title}`);
      const examples = Object.fromEntries(ofStatus.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
      const content = { [PROBLEM_TYPE]: { schema: { $ref: PROBLEM }, examples } };
      return [String(status), { description: titles.join('\n'), content }];
    }),
  );
}

/** One example for each code that operations name, which all of them share. */
function problemExamples(paths: Paths): Record<string, object> {
  const text = JSON.stringify(paths);
  const named = Object.entries(PROBLEM_STATUS).filter(([code]) => text.includes(`"#/components/examples/${code}"`));
  return Object.fromEntries(
    named.map(([code, status]) => {
      const { title, detail } = problemWords(code as ProblemCode, {}, 'en');
      const type = `https://loyalty.example.com/api/docs/errors#${code}`;
      return [code, { value: { type, title, status, detail, code, requestId: EXAMPLE_REQUEST } }];
    }),
  );
}

function commonResponses(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(COMMON_PROBLEMS).map(([status, { name, description }]) => [
      name,
      {
        description,
        headers: commonHeaders(status, false),
        content: { [PROBLEM_TYPE]: { schema: { $ref: PROBLEM } } },
      },
    ]),
  );
}

function problemsOf(path: string, operation: Operation, guarded: boolean): Responses {
  const takesInput = operation.requestBody !== undefined || (operation.parameters ?? []).length > 0;
  const applies = {
    400: takesInput,
    401: guarded,
    403: guarded,
    404: path.includes('{'),
    429: true,
    503: true,
    default: true,
  } satisfies Record<keyof typeof COMMON_PROBLEMS, boolean>;
  return Object.fromEntries(
    Object.entries(COMMON_PROBLEMS)
      .filter(([status]) => applies[status as keyof typeof applies] && operation.responses[status] === undefined)
      .map(([status, { name }]) => [status, { $ref: `#/components/responses/${name}` }]),
  );
}

/** Adds the aliases of resources, each after the resource's own path. */
function withAliases(document: OpenAPIObject): OpenAPIObject {
  const aliases = Object.entries(document.paths).flatMap(([path, item]): [string, PathItem][] => {
    const alias = aliasOfPath(path);
    return alias === undefined ? [] : [[alias, aliasItem(path, item)]];
  });
  return { ...document, paths: { ...document.paths, ...Object.fromEntries(aliases) } };
}

function aliasItem(path: string, item: PathItem): PathItem {
  const aliases: PathItem = {};
  for (const method of METHODS) {
    const operation = item[method];
    if (operation !== undefined) aliases[method] = aliasOf(operation, `${method.toUpperCase()} ${path}`);
  }
  return aliases;
}

function aliasOf(operation: Operation, call: string): Operation {
  return {
    ...operation,
    operationId: `${operation.operationId ?? ''}Alias`,
    tags: ['Aliases'],
    summary: `Another path of ${call}`,
    description: `The same as \`${call}\` in everything.`,
  };
}

/** The schema of a problem, and the list of its codes as a schema of its own, so that generated clients have a type of it. */
function problemSchemas(problemSchema: object): Record<string, object> {
  const problem = withoutDialect(definitionIn(problemSchema, 'Problem')) as { properties?: object };
  return {
    Problem: { ...problem, properties: { ...problem.properties, code: { $ref: PROBLEM_CODE } } },
    ProblemCode: {
      type: 'string',
      enum: Object.keys(PROBLEM_STATUS).sort(),
      description:
        'Stable code of the error, to be compared by programs. New codes may be added; their status says how to take them.',
    },
  };
}

/** The definition of a schema that has an id. It is written as a reference to a definition beside it, which nothing outside could resolve. */
function definitionIn(schema: object, id: string): object {
  const { $defs = {} } = schema as { $defs?: Record<string, object> };
  return $defs[id] ?? schema;
}

function withoutDialect(schema: object): object {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema' && name !== 'id'));
}
