import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

type Schema = Record<string, unknown>;

const root = path.resolve(__dirname, '../..');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'api-changes-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the check on two documents and a list of intended breaks. */
function check(
  before: object,
  after: object,
  intended: object = {},
): { readonly status: number; readonly lines: string[] } {
  const files = Object.entries({ before, after, intended }).map(([name, content]) => {
    const file = path.join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(content));
    return file;
  });
  const run = spawnSync(process.execPath, [path.join(root, 'scripts/api/changes.mjs'), ...files], { encoding: 'utf8' });
  expect(run.stderr).toBe('');
  const lines = run.stdout.split('\n').filter((line) => /^(breaks|clients|listed)/.test(line));
  return { status: run.status ?? -1, lines };
}

const object = (properties: Schema, required: string[] = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const text = { type: 'string' };
const whole = { type: 'integer' };
const content = (schema: Schema) => ({ content: { 'application/json': { schema } } });

/** A document with one operation for each schema: `taking` puts the schemas into requests, `sending` into answers. */
const taking = (...schemas: Schema[]) =>
  documentOf(schemas, (schema) => ({ requestBody: content(schema), responses: {} }));
const sending = (...schemas: Schema[]) => documentOf(schemas, (schema) => ({ responses: { 200: content(schema) } }));
function documentOf(schemas: readonly Schema[], operation: (schema: Schema) => object): object {
  return {
    paths: Object.fromEntries(schemas.map((schema, index) => [`/api/${String(index)}`, { post: operation(schema) }])),
  };
}

/** Each case in a call of its own, so that one run shows all. */
function breaksOf(
  document: (...schemas: Schema[]) => object,
  cases: readonly (readonly [before: Schema, after: Schema, text: string | null])[],
): void {
  const { lines } = check(document(...cases.map(([before]) => before)), document(...cases.map(([, after]) => after)));
  const expected = cases.flatMap(([, , change], index) =>
    change === null ? [] : [change.replace(': ', `: POST /api/${String(index)}: `)],
  );
  expect([...lines].sort()).toEqual(expected.sort());
}

it('names what a request no longer takes', () => {
  breaksOf(taking, [
    [object({ a: text, b: text }), object({ a: text }), 'breaks clients: `b` is gone'],
    [object({ a: text }, []), object({ a: text }), 'breaks clients: `a` is required now'],
    [object({}), object({ a: text }), 'breaks clients: `a` is required now'],
    [object({}), object({ a: text }, []), null],
    [object({ a: text }), object({ a: whole }), 'breaks clients: `a` can no longer be a string'],
    [object({ a: { type: ['string', 'null'] } }), object({ a: text }), 'breaks clients: `a` can no longer be null'],
    [object({ a: { anyOf: [text, { type: 'null' }] } }), object({ a: { type: ['string', 'null'] } }), null],
    [object({ a: whole }), object({ a: { type: 'number' } }), null],
    [object({ a: { type: 'number' } }), object({ a: whole }), 'breaks clients: `a` can no longer be a number'],
    [object({ a: { enum: ['x', 'y'] } }), object({ a: { const: 'x' } }), 'breaks clients: `a` no longer takes `y`'],
    [object({ a: { enum: ['x'] } }), object({ a: { enum: ['x', 'y'] } }), null],
    [object({ a: text }), object({ a: { enum: ['x'] } }), 'breaks clients: `a` takes only `x` now'],
    [
      object({ a: { ...text, maxLength: 9 } }),
      object({ a: { ...text, maxLength: 8 } }),
      'breaks clients: `a` takes less: `maxLength` was 9 and is 8',
    ],
    [
      object({ a: whole }),
      object({ a: { ...whole, minimum: 1 } }),
      'breaks clients: `a` takes less: `minimum` was not set and is 1',
    ],
    [object({ a: { ...whole, minimum: 1 } }), object({ a: whole }), null],
    [
      object({ a: text }),
      object({ a: { ...text, format: 'uuid' } }),
      'breaks clients: `a` takes less: `format` was not set and is uuid',
    ],
    [
      object({ list: { type: 'array', items: object({ a: text, b: text }) } }),
      object({ list: { type: 'array', items: object({ a: text }) } }),
      'breaks clients: `list[].b` is gone',
    ],
    [
      { anyOf: [object({ type: { const: 'A' }, a: text }), object({ type: { const: 'B' } })] },
      { anyOf: [object({ type: { const: 'A' } }), object({ type: { const: 'B' } }), object({ type: { const: 'C' } })] },
      'breaks clients: `a` is gone',
    ],
    [
      { oneOf: [object({ type: { const: 'A' } }), object({ type: { const: 'B' } })] },
      { oneOf: [object({ type: { const: 'A' } })] },
      'breaks clients: the body can no longer be one with `type: B`',
    ],
  ]);
});

it('names what a client cannot read any more, and what it must accept', () => {
  breaksOf(sending, [
    [object({ a: text, b: text }), object({ a: text }), 'breaks clients: in the answer 200, `b` is gone'],
    [object({ a: text }), object({ a: text, b: text }), null],
    [object({ a: text }), object({ a: text }, []), 'breaks clients: in the answer 200, `a` can be left out now'],
    [
      object({ a: text }),
      object({ a: { type: ['string', 'null'] } }),
      'breaks clients: in the answer 200, `a` can now be null',
    ],
    [object({ a: { type: ['string', 'null'] } }), object({ a: text }), null],
    [
      object({ a: whole }),
      object({ a: { type: 'number' } }),
      'breaks clients: in the answer 200, `a` can now be a number',
    ],
    [object({ a: text }), object({ a: { ...text, maxLength: 5 } }), null],
    [
      object({ a: { enum: ['x'] } }),
      object({ a: { enum: ['x', 'y'] } }),
      'clients must accept: in the answer 200, `a` can now be `y`',
    ],
    [object({ a: { enum: ['x', 'y'] } }), object({ a: { enum: ['x'] } }), null],
    [
      { anyOf: [object({ type: { const: 'A' } }), object({ type: { const: 'B' } })] },
      { anyOf: [object({ type: { const: 'A' } }), object({ type: { const: 'B' } }), object({ type: { const: 'C' } })] },
      'clients must accept: in the answer 200, the body can now be one with `type: C`',
    ],
  ]);
});

it('compares named schemas by what they hold, also those that hold themselves', () => {
  const named = (name: string, members: Schema) => ({
    components: {
      schemas: {
        [name]: object({ ...members, inner: { anyOf: [{ $ref: `#/components/schemas/${name}` }, { type: 'null' }] } }),
      },
    },
    paths: { '/api/tree': { get: { responses: { 200: content({ $ref: `#/components/schemas/${name}` }) } } } },
  });
  expect(check(named('Tree', { a: text }), named('Branch', { a: text })).lines).toEqual([]);
  expect(check(named('Tree', { a: text, b: text }), named('Branch', { a: text })).lines).toEqual([
    'breaks clients: GET /api/tree: in the answer 200, `b` is gone',
  ]);
});

it('names calls, parameters, bodies and answers that are gone or required', () => {
  const query = (name: string, required = false) => ({ name, in: 'query', required, schema: text });
  const { lines } = check(
    {
      paths: {
        '/api/a/{id}': { get: { responses: { 200: {} } } },
        '/api/b': {
          get: { parameters: [query('from'), query('to')], responses: { 200: {} } },
          delete: { responses: {} },
        },
        '/api/c': { post: { responses: { 201: content(object({})), 422: {} } } },
      },
    },
    {
      paths: {
        '/api/a/{guestId}': { get: { responses: { 200: {} } } },
        '/api/b': { get: { parameters: [query('from', true)], responses: { 200: {}, 202: {} } } },
        '/api/c': {
          post: { requestBody: { required: true, ...content(object({})) }, responses: { 200: content(object({})) } },
        },
      },
    },
  );
  expect(lines).toEqual([
    'clients must accept: GET /api/b: it can answer 202',
    'clients must accept: POST /api/c: it can answer 200',
    'breaks clients: GET /api/b: `?to` is gone',
    'breaks clients: GET /api/b: the query parameter `from` is required now',
    'breaks clients: DELETE /api/b: the call is gone',
    'breaks clients: POST /api/c: a body is required now',
    'breaks clients: POST /api/c: it answers no 201 any more',
  ]);
});

it('names a permission that is not enough any more', () => {
  const document = (permissions?: string[]) => ({
    paths: { '/api/a': { get: { 'x-permissions': permissions, responses: {} } } },
  });
  expect(check(document(['a', 'b']), document(['a', 'c'])).lines).toEqual([
    'breaks clients: GET /api/a: the permission `b` is not enough any more',
  ]);
  expect(check(document(), document(['a'])).lines).toEqual([
    'breaks clients: GET /api/a: it is not open to everybody any more',
  ]);
  expect(check(document(['a']), document()).lines).toEqual([]);
});

it('lets texts, ids and examples change, and a break that is intended and no other', () => {
  const before = {
    paths: { '/api/a': { get: { operationId: 'A.a', responses: { 200: content(object({ a: text, b: text })) } } } },
  };
  const after = {
    paths: {
      '/api/a': {
        get: {
          operationId: 'getA',
          summary: 'Get A',
          responses: { 200: content(object({ a: { ...text, description: 'A', examples: ['x'] } })) },
        },
      },
    },
  };
  const sentence = 'GET /api/a: in the answer 200, `b` is gone';
  expect(check(before, after)).toEqual({ status: 1, lines: [`breaks clients: ${sentence}`] });
  expect(check(before, after, { [sentence]: 'It was always empty.' })).toEqual({ status: 0, lines: [] });
  expect(check(after, after, { [sentence]: 'It was always empty.' })).toEqual({
    status: 1,
    lines: [`listed as a break, and is none: ${sentence}`],
  });
});
