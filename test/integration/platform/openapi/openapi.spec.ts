import { readFileSync } from 'node:fs';
import type { OpenAPIObject } from '@nestjs/swagger';
import { createApp } from '../../../../src/app.module';
import { METHODS, type Operation, permissionsOf } from '../../../../src/platform/openapi/complete-operations';
import { readExamples } from '../../../../src/platform/openapi/examples';
import { documentsOf } from '../../../../src/platform/openapi/documents';
import { describeApi } from '../../../../src/platform/openapi/openapi';
import { answersOfProcess } from '../../../support/answers/answers-of-process';

const JSON_TYPE = 'application/json';
const MAX_WORDS = 10;

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
  it('is to the byte what the build made, whatever the settings', () => {
    const { platform, earlier } = documentsOf(document);
    expect(JSON.stringify(platform) === readFileSync('dist/openapi.json', 'utf8')).toBe(true);
    expect(JSON.stringify(earlier) === readFileSync('dist/openapi-earlier.json', 'utf8')).toBe(true);
  });

  it('has the calls of earlier systems in a document of their own, under all their paths, and each call once', () => {
    const { platform, earlier } = documentsOf(document);
    const callsOf = ({ paths }: OpenAPIObject) =>
      Object.entries(paths).flatMap(([path, item]) =>
        METHODS.filter((method) => item[method] !== undefined).map((method) => `${method.toUpperCase()} ${path}`),
      );
    expect(callsOf(earlier)).toEqual(
      expect.arrayContaining(['POST /api/loyalty/points/earn', 'POST /loyalty/points/earn', 'GET /rewards/{id}/']),
    );
    expect(callsOf(platform)).toEqual(expect.arrayContaining(['POST /api/guest/{id}/transaction', 'POST /api/guests']));
    expect(callsOf(platform).filter((call) => !call.includes(' /api/'))).toEqual([]);
    expect([...callsOf(platform), ...callsOf(earlier)].sort()).toEqual(namesOf(operations).sort());
  });

  it.each(['platform', 'earlier'] as const)(
    'names in the part "%s" all that it describes, and nothing else',
    (part) => {
      const one = documentsOf(document)[part];
      const { securitySchemes: _, ...kinds } = (one.components ?? {}) as Readonly<Record<string, object>>;
      const named = [...JSON.stringify(one).matchAll(/"\$ref":"#\/components\/([^/]+\/[^"]+)"/g)].map(([, key]) => key);
      const described = Object.entries(kinds).flatMap(([kind, members]) =>
        Object.keys(members).map((name) => `${kind}/${name}`),
      );
      expect([...new Set(named)].sort()).toEqual(described.sort());
      const used = new Set(
        Object.values(one.paths).flatMap((item) => METHODS.flatMap((method) => item[method]?.tags ?? [])),
      );
      expect((one.tags ?? []).map(({ name }) => name).sort()).toEqual([...used].sort());
    },
  );

  it('says of every figure of money or points that it is in minor units, points, or parts per million', () => {
    const roots = [
      ...Object.entries(document.components?.schemas ?? {}),
      ...operations.map(({ name, operation }): [string, unknown] => [
        name,
        [bodyOf(operation), ...Object.values(operation.responses)],
      ]),
    ];
    const silent = roots.flatMap(([name, schema]) => unitlessIn(schema, name));
    expect(silent).toEqual([]);
    expect(unitlessIn({ properties: { price: { type: 'integer', description: 'Price' } } }, 'Dish')).toEqual([
      'Dish.price',
    ]);
  });

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
    const pattern = JSON.stringify(String.raw`^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$`);
    expect(names.filter(({ schema }) => !schema.includes(pattern)).map(({ name }) => name)).toEqual([]);
    expect(names.map(({ name }) => name)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^POST \/api\/networks: /), expect.stringMatching(/name\.ru$/)]),
    );
  });

  it('has patterns that read the same with and without Unicode, as validators of other languages read them', () => {
    const patterns = [...JSON.stringify(document).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
      ([, text = '']) => JSON.parse(text) as string,
    );
    expect(patterns.length).toBeGreaterThan(100);
    expect(patterns.filter((pattern) => /\\p\{|\\u\{/i.test(pattern))).toEqual([]);
  });

  it('names the method of every operation, and says in one short line what it does', () => {
    const bare = operations.filter(
      ({ operation: { operationId, summary, tags } }) =>
        !/^[a-z]+[A-Za-z0-9]+$/.test(operationId ?? '') ||
        !/^[A-Z][^\n]*[^.\s]$/.test(summary ?? '') ||
        ((summary ?? '').split(' ').length > MAX_WORDS && tags?.includes('Aliases') !== true),
    );
    expect(namesOf(bare)).toEqual([]);
  });

  it('has a text for each tag, and no tag without operations', () => {
    const used = new Set(operations.flatMap(({ operation }) => operation.tags ?? ['none']));
    expect([...used].sort()).toEqual((document.tags ?? []).map(({ name }) => name).sort());
  });

  it('describes every parameter and every field of every schema', () => {
    const parameters = operations.flatMap(({ name, operation }) =>
      (operation.parameters ?? [])
        .filter((parameter) => 'in' in parameter && parameter.in !== 'path' && parameter.description === undefined)
        .map((parameter) => `${name}: ${JSON.stringify(parameter)}`),
    );
    const schemas = Object.entries(document.components?.schemas ?? {});
    expect(parameters).toEqual([]);
    expect(schemas.flatMap(([name, schema]) => undescribedIn(schema, name))).toEqual([]);
  });

  it('joins no closed parts, which nothing could match, and gives every schema a name of its own', () => {
    const joined = /"allOf":\[[^\]]*(?:"\$ref"|"additionalProperties":false)/;
    const wrong = Object.entries(document.components?.schemas ?? {}).filter(
      ([name, schema]) => name.startsWith('__') || joined.test(JSON.stringify(schema)),
    );
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  it('shows an example of every request and response of JSON that fits its schema', () => {
    const answers = answersOfProcess();
    answers?.describeBy(() => JSON.stringify(document));
    const described = operations.filter(({ operation }) => operation.tags?.includes('Aliases') !== true);
    const faults = described.flatMap(({ name, operation }) =>
      shownIn(operation).flatMap(({ at, example }) => {
        const [method = '', path = ''] = name.split(' ');
        if (example === undefined) return [];
        const validate = answers?.validatorOf([
          'paths',
          path,
          method.toLowerCase(),
          ...at,
          'content',
          JSON_TYPE,
          'schema',
        ]);
        return validate?.(example) === true ? [] : [`${name}, ${at.join(' ')}: ${JSON.stringify(validate?.errors)}`];
      }),
    );
    expect(faults).toEqual([]);
  });

  it('has one recorded example of an operation, in the order of their ids, and none of an operation that is gone', () => {
    const recorded = readExamples().map(([operation]) => operation);
    expect(recorded).toEqual([...new Set(recorded)].sort());
    const ids = new Set(operations.map(({ operation }) => operation.operationId));
    expect(recorded.filter((operation) => !ids.has(operation))).toEqual([]);
  });

  it('names nothing that it does not describe', () => {
    const components = (document.components ?? {}) as Readonly<Record<string, object>>;
    const named = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/([^/]+)\/([^"]+)"/g)];
    expect(named.length).toBeGreaterThan(1000);
    const lost = named.filter(([, kind = '', name = '']) => !(name in (components[kind] ?? {})));
    expect(lost.map(([reference]) => reference)).toEqual([]);
  });
});

interface Shown {
  readonly at: readonly string[];
  readonly example: unknown;
}

/** The request and the first good response of an operation, where they are JSON, with their examples. */
function shownIn({ requestBody, responses }: Operation): Shown[] {
  const good = Object.keys(responses).filter((status) => status.startsWith('2'));
  const answered = good.map((status) => ({ at: ['responses', status], ...mediaOf(responses[status]) }));
  const shown = answered.filter(({ example }) => example !== undefined);
  const request = { at: ['requestBody'], ...mediaOf(requestBody) };
  return [request, ...(shown.length > 0 ? shown : answered.slice(0, 1))].filter(({ isJson }) => isJson);
}

function mediaOf(part: unknown): { isJson: boolean; example: unknown } {
  const { content } = (part ?? {}) as { content?: Record<string, { example?: unknown } | undefined> };
  const media = content?.[JSON_TYPE];
  return { isJson: media !== undefined, example: media?.example };
}

/** The fields of a schema without a description, of their own or of the schema that they name. */
function undescribedIn(schema: unknown, at: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, items, additionalProperties, anyOf, oneOf, allOf } = schema as Record<string, object>;
  const fields = Object.entries(properties).flatMap(([name, field]) => [
    ...(isDescribed(field) ? [] : [`${at}.${name}`]),
    ...undescribedIn(field, `${at}.${name}`),
  ]);
  const parts = [items, additionalProperties, anyOf, oneOf, allOf].flat();
  return [...fields, ...parts.flatMap((part) => undescribedIn(part, at))];
}

/** Whether a schema is of one whole number, which may be null. */
function isWhole(schema: object): boolean {
  const { type, anyOf = [] } = schema as { type?: string | string[]; anyOf?: object[] };
  return [type].flat().includes('integer') || anyOf.some((part) => isWhole(part));
}

/** Names of members that are money or points. */
const VALUE =
  /amount|price|payable|money|discount|fee$|^paid|owed|^net$|gross|spent|[cC]ost|revenue|budget|debt|points(?!OfSale)/;
const UNIT = /minor unit|point|parts per million|decimal|score|how long|weights?\b/i;

/** The whole numbers of money or points whose description names no unit. */
function unitlessIn(schema: unknown, at: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap((part) => unitlessIn(part, at));
  const { properties = {}, content, ...parts } = schema as Record<string, object>;
  const fields = Object.entries(properties).flatMap(([name, field]) => {
    const { description } = field as { description?: string };
    const isValue = VALUE.test(name) && isWhole(field);
    return [
      ...(isValue && !UNIT.test(description ?? '') ? [`${at}.${name}`] : []),
      ...unitlessIn(field, `${at}.${name}`),
    ];
  });
  const { items, additionalProperties, anyOf, oneOf, allOf, schema: inner } = parts;
  const further = [items, additionalProperties, anyOf, oneOf, allOf, inner, ...Object.values(content ?? {})];
  return [...fields, ...further.flatMap((part) => unitlessIn(part, at))];
}

/** A discriminator has one value and needs no description. */
function isDescribed(field: object): boolean {
  const { description, $ref, enum: values, anyOf } = field as Record<string, unknown>;
  if (description !== undefined || (Array.isArray(values) && values.length === 1)) return true;
  const named = document.components?.schemas?.[String($ref).split('/').at(-1) ?? ''];
  return (
    (named !== undefined && isDescribed(named)) ||
    (Array.isArray(anyOf) && anyOf.some((part: object) => isDescribed(part)))
  );
}

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

/** Follows references and alternatives: each object has `additionalProperties: false`. */
function isClosed(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  const { $ref, anyOf, oneOf, type, additionalProperties } = schema as Record<string, unknown>;
  if (typeof $ref === 'string') return isClosed(document.components?.schemas?.[$ref.split('/').at(-1) ?? '']);
  const alternatives = anyOf ?? oneOf;
  if (Array.isArray(alternatives)) return alternatives.every(isClosed);
  return type === 'object' ? additionalProperties === false : type !== undefined;
}
