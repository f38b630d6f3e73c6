import type { OpenAPIObject } from '@nestjs/swagger';
import { createApp } from '../../../../src/app.module';
import { METHODS, type Operation, permissionsOf } from '../../../../src/platform/openapi/complete-operations';
import { ONE_LINE } from '../../../../src/platform/http/schemas';
import { describeApi } from '../../../../src/platform/openapi/openapi';

interface Described {
  readonly name: string;
  readonly operation: Operation;
}

let document: OpenAPIObject;
let operations: Described[];
beforeAll(async () => {
  const app = await createApp();
  await app.init();
  document = describeApi(app);
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ name: `${method.toUpperCase()} ${path}`, operation }];
    }),
  );
  await app.close();
});

const namesOf = (wrong: readonly Described[]): string[] => wrong.map(({ name }) => name);

describe('the OpenAPI document', () => {
  it('gives every operation an id of its own', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('describes the other names of a resource beside its own', () => {
    const aliases = operations.filter(({ operation }) => operation.tags?.includes('Aliases'));
    expect(namesOf(aliases)).toEqual(
      expect.arrayContaining([
        'POST /api/guest/{id}/transaction',
        'PATCH /api/organizations/{id}',
        'POST /loyalty/points/earn',
        'GET /rewards/catalog',
      ]),
    );
    expect(aliases.every(({ operation }) => operation.operationId?.endsWith('Alias'))).toBe(true);
  });

  it('says of every operation who may call it', () => {
    const unsaid = operations.filter(
      ({ operation }) => (operation as unknown as Record<string, unknown>)['x-permissions'] === undefined,
    );
    expect(namesOf(unsaid)).toEqual([]);
    const guarded = operations.filter(({ operation }) => permissionsOf(operation) !== null);
    expect(
      guarded.every(({ operation }) => operation.security?.length === 1 && operation.responses['401'] !== undefined),
    ).toBe(true);
  });

  it('describes the answer of every operation that has one', () => {
    const silent = operations.filter(({ operation }) => {
      const good = Object.entries(operation.responses).filter(([status]) => /^[23]/.test(status));
      return good.length === 0 || good.some(([status, answer]) => !/^(?:204|304)$/.test(status) && !hasContent(answer));
    });
    expect(namesOf(silent)).toEqual([]);
  });

  it('names the refusals of an idempotency key wherever one is taken', () => {
    const keyed = operations.filter(({ operation }) =>
      JSON.stringify(operation.parameters ?? []).includes('"Idempotency-Key"'),
    );
    expect(keyed.length).toBeGreaterThan(100);
    const silent = keyed.filter(({ operation: { responses } }) => {
      const [inProgress, reused] = [responses['409'], responses['422']].map((answer) => JSON.stringify(answer ?? ''));
      return (
        inProgress?.includes('request_in_progress') !== true || reused?.includes('idempotency_key_reused') !== true
      );
    });
    expect(namesOf(silent)).toEqual([]);
  });

  it('describes the body of every operation as one that takes no unknown field', () => {
    const open = operations.filter(({ operation }) => {
      const body = bodyOf(operation);
      return body !== undefined && !isClosed(body);
    });
    expect(namesOf(open)).toEqual([]);
  });

  it('takes every name, in each of its languages, as one line', () => {
    const names = operations.flatMap(({ name, operation }) =>
      namesTaken(bodyOf(operation), []).map(({ path, schema }) => ({ name: `${name}: ${path}`, schema })),
    );
    const pattern = JSON.stringify(ONE_LINE.source);
    expect(names.filter(({ schema }) => !schema.includes(pattern)).map(({ name }) => name)).toEqual([]);
    expect(names.map(({ name }) => name)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^POST \/api\/networks: /), expect.stringMatching(/name\.ru$/)]),
    );
  });

  it('names nothing that it does not describe', () => {
    const schemas = document.components?.schemas ?? {};
    const named = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    expect(named.filter((name) => !(name in schemas))).toEqual([]);
  });
});

function hasContent(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'content' in answer;
}

function bodyOf({ requestBody }: Operation): unknown {
  return requestBody === undefined || !('content' in requestBody)
    ? undefined
    : requestBody.content['application/json']?.schema;
}

/** The texts within a schema that are a `name`, or one of its languages. */
function namesTaken(schema: unknown, at: readonly string[]): { path: string; schema: string }[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { $ref, type, properties, items, additionalProperties, anyOf, oneOf } = schema as Record<string, unknown>;
  if (typeof $ref === 'string') {
    const named = $ref.split('/').at(-1) ?? '';
    return at.includes(named) ? [] : namesTaken(document.components?.schemas?.[named], [...at, named]);
  }
  if (type === 'string' && at.includes('name')) return [{ path: at.join('.'), schema: JSON.stringify(schema) }];
  return [
    ...Object.entries(properties ?? {}).flatMap(([name, member]) => namesTaken(member, [...at, name])),
    ...[items, additionalProperties, anyOf, oneOf].flat().flatMap((part) => namesTaken(part, at)),
  ];
}

/** Through references and alternatives: each object says that it takes no other members. */
function isClosed(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  const { $ref, anyOf, oneOf, type, additionalProperties } = schema as Record<string, unknown>;
  if (typeof $ref === 'string') return isClosed(document.components?.schemas?.[$ref.split('/').at(-1) ?? '']);
  const alternatives = anyOf ?? oneOf;
  if (Array.isArray(alternatives)) return alternatives.every(isClosed);
  return type === 'object' ? additionalProperties === false : type !== undefined;
}
