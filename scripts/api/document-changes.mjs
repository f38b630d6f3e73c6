// Finds the differences of two OpenAPI documents that break clients written for the first (docs/api-policy.md).
import { resolve, SchemaComparison } from './schema-changes.mjs';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** The name of a path's parameter is never sent, so a client does not notice a new name. */
const shapeOf = (path) => path.replaceAll(/\{[^{}]*\}/g, '{}');

/**
 * @returns {import('./schema-changes.mjs').Change[]} each a sentence; without `breaks`, what clients have to accept
 */
export function compareDocuments(before, after) {
  const schemas = new SchemaComparison(before, after);
  const now = operationsOf(after);
  const changes = [...operationsOf(before)].flatMap(([call, old]) => {
    const current = now.get(call);
    if (current === undefined) return [{ breaks: true, text: `${old.name}: the call is gone` }];
    return compareOperations(old.operation, current.operation, schemas).map(({ breaks, text }) => ({
      breaks,
      text: `${old.name}: ${text}`,
    }));
  });
  const problem = (document) => document.components?.schemas?.Problem ?? {};
  const ofProblems = schemas.compare(problem(before), problem(after), 'response', '');
  return [...changes, ...ofProblems.map(({ breaks, text }) => ({ breaks, text: `Problems: ${text}` }))];
}

function operationsOf(document) {
  return new Map(
    Object.entries(document.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => method in item).map((method) => [
        `${method} ${shapeOf(path)}`,
        {
          name: `${method.toUpperCase()} ${path}`,
          operation: {
            ...item[method],
            parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map((one) =>
              one.$ref === undefined ? one : resolve(one, document),
            ),
          },
        },
      ]),
    ),
  );
}

function compareOperations(before, after, schemas) {
  return [
    ...comparePermissions(before['x-permissions'], after['x-permissions']),
    ...compareParameters(before.parameters, after.parameters, schemas),
    ...compareBodies(before.requestBody, after.requestBody, schemas),
    ...compareResponses(before.responses, after.responses, schemas),
  ];
}

/** One of the permissions of a call is enough; a call without any is open to everybody. */
function comparePermissions(before, after) {
  if (!Array.isArray(after)) return [];
  if (!Array.isArray(before)) return [{ breaks: true, text: 'it is not open to everybody any more' }];
  return before
    .filter((permission) => !after.includes(permission))
    .map((permission) => ({ breaks: true, text: `the permission \`${permission}\` is not enough any more` }));
}

function compareParameters(before, after, schemas) {
  const key = (one) => (one.in === 'header' ? `header ${one.name.toLowerCase()}` : `${one.in} ${one.name}`);
  const kept = (list) => list.filter((one) => one.in !== 'path');
  const was = new Map(kept(before).map((one) => [key(one), one]));
  const is = new Map(kept(after).map((one) => [key(one), one]));
  const path = (list) => list.filter((one) => one.in === 'path');
  const pairs = [
    ...[...was].filter(([name]) => is.has(name)).map(([name, one]) => [one, is.get(name)]),
    ...path(before).map((one, index) => [one, path(after)[index]]),
  ];
  return [
    ...[...was.values()]
      .filter((one) => one.in === 'query' && !is.has(key(one)))
      .map((one) => ({ breaks: true, text: `\`?${one.name}\` is gone` })),
    ...[...is.values()]
      .filter((one) => one.required === true && was.get(key(one))?.required !== true)
      .map((one) => ({ breaks: true, text: `the ${one.in} parameter \`${one.name}\` is required now` })),
    ...pairs.flatMap(([one, other]) =>
      schemas.compare(one.schema ?? {}, other?.schema ?? {}, 'request', `${one.name}`),
    ),
  ];
}

function compareBodies(before, after, schemas) {
  if (before === undefined) return after?.required === true ? [{ breaks: true, text: 'a body is required now' }] : [];
  if (after === undefined) return [{ breaks: true, text: 'it takes no body any more' }];
  const required =
    after.required === true && before.required !== true ? [{ breaks: true, text: 'the body is required now' }] : [];
  return [...required, ...compareContents(before.content, after.content, schemas, 'request')];
}

/** Compares successes alone: refusals share one form, which is compared once, and their statuses and codes may grow. */
function compareResponses(before, after, schemas) {
  const good = (responses) => Object.keys(responses).filter((status) => /^[23]/.test(status));
  return [
    ...good(before)
      .filter((status) => after[status] === undefined)
      .map((status) => ({ breaks: true, text: `it answers no ${status} any more` })),
    ...good(after)
      .filter((status) => before[status] === undefined)
      .map((status) => ({ breaks: false, text: `it can answer ${status}` })),
    ...good(before)
      .filter((status) => after[status] !== undefined)
      .flatMap((status) =>
        compareContents(before[status].content ?? {}, after[status].content ?? {}, schemas, 'response').map(
          ({ breaks, text }) => ({ breaks, text: `in the answer ${status}, ${text}` }),
        ),
      ),
  ];
}

function compareContents(before, after, schemas, direction) {
  return Object.entries(before).flatMap(([type, { schema }]) =>
    after[type] === undefined
      ? [{ breaks: true, text: `\`${type}\` is ${direction === 'request' ? 'taken' : 'sent'} no more` }]
      : schemas.compare(schema ?? {}, after[type].schema ?? {}, direction, ''),
  );
}
