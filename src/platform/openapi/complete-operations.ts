import type { OpenAPIObject } from '@nestjs/swagger';
import { ACCESS_EXTENSION } from '../http/public.decorator';

type Paths = OpenAPIObject['paths'];
type PathItem = Paths[string];
export type Operation = NonNullable<PathItem['get']>;
type Responses = Operation['responses'];

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const PROBLEM = '#/components/schemas/Problem';

/** Parts common to operations: problems and permissions. */
export function completeOperations(document: OpenAPIObject, problemSchema: object): OpenAPIObject {
  const paths: Paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, item]) => [path, completePath(path, item)]),
  );
  const schemas = { ...document.components?.schemas, Problem: withoutDialect(definitionIn(problemSchema, 'Problem')) };
  return withUniqueIds({ ...document, paths, components: { ...document.components, schemas } });
}

/** An operation's permissions, or null when it is public. */
export function permissionsOf(operation: Operation): readonly string[] | null {
  const access = (operation as unknown as Record<string, unknown>)[ACCESS_EXTENSION];
  return Array.isArray(access) ? access.map(String) : null;
}

function completePath(path: string, item: PathItem): PathItem {
  const completed = { ...item };
  for (const method of METHODS) {
    const operation = item[method];
    if (operation !== undefined) completed[method] = completeOperation(path, operation);
  }
  return completed;
}

function completeOperation(path: string, operation: Operation): Operation {
  const permissions = permissionsOf(operation);
  return {
    ...operation,
    description: [operation.description, accessSentence(permissions)].filter(Boolean).join('\n\n'),
    security: permissions === null ? [] : [{ bearer: [] }],
    responses: { ...operation.responses, ...problemsOf(path, operation, permissions !== null) },
  };
}

function accessSentence(permissions: readonly string[] | null): string {
  if (permissions === null) return 'Open to everybody.';
  return `Permission: ${permissions.map((permission) => `\`${permission}\``).join(' or ')}.`;
}

function problemsOf(path: string, operation: Operation, guarded: boolean): Responses {
  const takesInput = operation.requestBody !== undefined || (operation.parameters ?? []).length > 0;
  const statuses: Record<string, string | false> = {
    400: takesInput && 'What was sent does not fit',
    401: guarded && 'Not signed in',
    403: guarded && 'Not allowed',
    404: path.includes('{') && 'Not found, or of another network',
    429: 'Too many requests; see `Retry-After`',
    default: 'Any other problem',
  };
  return Object.fromEntries(
    Object.entries(statuses)
      .filter(([status, description]) => description !== false && operation.responses[status] === undefined)
      .map(([status, description]) => [
        status,
        { description: String(description), content: { 'application/problem+json': { schema: { $ref: PROBLEM } } } },
      ]),
  );
}

/** A handler under two paths gives two operations; the second gets a number, since ids are unique. */
function withUniqueIds(document: OpenAPIObject): OpenAPIObject {
  const seen = new Map<string, number>();
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation?.operationId === undefined) continue;
      const id = operation.operationId.replace(/\[\d+\]$/, '');
      const count = (seen.get(id) ?? 0) + 1;
      seen.set(id, count);
      operation.operationId = count === 1 ? id : `${id}.${String(count)}`;
    }
  }
  return document;
}

/** A schema with an id is written as a reference to a definition beside it, which nothing outside could resolve. */
function definitionIn(schema: object, id: string): object {
  const { $defs = {} } = schema as { $defs?: Record<string, object> };
  return $defs[id] ?? schema;
}

function withoutDialect(schema: object): object {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema' && name !== 'id'));
}
