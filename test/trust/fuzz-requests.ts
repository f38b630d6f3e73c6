import { newId } from '../../src/platform/ids/ids';
import {
  chance,
  CONTENT_TYPES,
  HOSTILE_HEADERS,
  HOSTILE_JSON,
  HOSTILE_QUERY,
  HOSTILE_SEGMENTS,
  hostileBytes,
  hugeJson,
  pick,
  type Random,
} from './fuzz-values';

/** As much of JSON Schema as the document speaks. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly body: Schema | null;
  readonly query: readonly { readonly name: string; readonly schema: Schema }[];
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface OperationObject {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}

export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/** Values that exist, by the name of their field in requests: an input with them passes the first check. */
export type Known = Readonly<Record<string, readonly string[]>>;

export function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      body: operation.requestBody?.content?.['application/json']?.schema ?? null,
      query: (operation.parameters ?? [])
        .filter((parameter) => parameter.in === 'query')
        .map(({ name, schema }) => ({ name, schema: schema ?? {} })),
    })),
  );
}

const SCHEMA_DEPTH = 8;

/** Makes requests of one operation that are valid but for what is spoilt on purpose. */
export class RequestMaker {
  constructor(
    private readonly document: OpenApiDocument,
    private readonly known: Known,
    private readonly random: Random,
  ) {}

  make(operation: Operation): HostileRequest {
    const { random } = this;
    const spoilt = new Set<string>();
    for (let n = 0; n < 1 + Math.floor(random() * 2); n += 1) spoilt.add(pick(random, this.partsOf(operation)));
    const path = this.pathOf(operation, spoilt.has('path'));
    const query = this.queryOf(operation, spoilt.has('query'));
    const headers: Record<string, string> = {
      'Idempotency-Key': newId(),
      'Accept-Language': pick(random, ['ru', 'en', 'de']),
    };
    const body = operation.body === null && !spoilt.has('body') ? null : this.bodyOf(operation, spoilt);
    if (body !== null) {
      const type = spoilt.has('type') ? pick(random, CONTENT_TYPES) : 'application/json';
      if (type !== null) headers['Content-Type'] = type;
    }
    if (spoilt.has('headers')) {
      for (let n = 0; n < 2; n += 1) {
        const [name, value] = pick(random, HOSTILE_HEADERS);
        headers[name] = value;
      }
    }
    return { method: operation.method, path: `${path}${query}`, headers, body };
  }

  /** The parts of a request that can be spoilt; with `nothing` the request stays valid. */
  private partsOf(operation: Operation): string[] {
    const parts = ['headers', 'query', 'nothing'];
    if (operation.path.includes('{')) parts.push('path', 'path');
    parts.push(
      ...(operation.body === null
        ? ['body']
        : ['value', 'value', 'value', 'value', 'value', 'value', 'members', 'bytes', 'type']),
    );
    return parts;
  }

  private pathOf({ path }: Operation, hostile: boolean): string {
    return path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
      hostile ? pick(this.random, HOSTILE_SEGMENTS) : this.knownOf(`${path} ${name}`, name),
    );
  }

  private queryOf({ query }: Operation, hostile: boolean): string {
    const { random } = this;
    const parts = query
      .filter(() => chance(random, 0.5))
      .map(({ name, schema }) => `${name}=${encodeURIComponent(plain(this.example(schema, name, 0)))}`);
    if (hostile) {
      const names = [...query.map(({ name }) => name), 'limit', 'cursor', 'colour', '__proto__', 'limit[]', 'a[b][c]'];
      for (let n = 0; n < 2; n += 1)
        parts.push(`${pick(random, names)}=${rawQuery(pick(random, [...HOSTILE_QUERY, ...this.cursors()]))}`);
    }
    return parts.length === 0 ? '' : `?${parts.join('&')}`;
  }

  /** Cursors that were valid: cut, with a changed letter, or of another list. */
  private cursors(): string[] {
    return (this.known['cursor'] ?? []).flatMap((cursor) => [
      cursor,
      cursor.slice(0, -3),
      `${cursor}A`,
      cursor.replace(/./, 'Z'),
    ]);
  }

  private bodyOf({ body }: Operation, spoilt: ReadonlySet<string>): Buffer {
    const { random } = this;
    const value = this.example(body ?? {}, '', 0);
    if (spoilt.has('members') && isRecord(value)) spoilMembers(random, value);
    const json = spoilt.has('value') ? this.spoilValue(value) : JSON.stringify(value ?? null);
    return spoilt.has('bytes') ? hostileBytes(random, json) : Buffer.from(json);
  }

  /** Puts a hostile text in the place of one value, at any depth, or of the whole. */
  private spoilValue(value: unknown): string {
    const { random } = this;
    const hostile = chance(random, 0.1) ? hugeJson(random) : pick(random, HOSTILE_JSON);
    const places = placesOf(value);
    const place = chance(random, 0.05) ? undefined : places[Math.floor(random() * places.length)];
    if (place === undefined) return hostile;
    // A unique text that is later replaced by bytes that JavaScript could not write.
    const mark = `mark-${newId()}`;
    place.holder[place.name] = mark;
    return JSON.stringify(value).replace(`"${mark}"`, () => hostile);
  }

  /** A value that fits the schema, as far as the schema tells. */
  private example(schema: Schema, name: string, depth: number): unknown {
    const { random } = this;
    if (schema.$ref !== undefined) {
      const target = this.document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
      return depth > SCHEMA_DEPTH || target === undefined ? null : this.example(target, name, depth + 1);
    }
    const variants = schema.anyOf ?? schema.oneOf;
    if (variants !== undefined) return this.example(pick(random, variants), name, depth + 1);
    if (schema.allOf !== undefined) {
      return Object.assign({}, ...schema.allOf.map((part) => this.example(part, name, depth + 1)));
    }
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return pick(random, schema.enum);
    const known = this.known[name];
    if (known !== undefined && known.length > 0) return pick(random, known);
    const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
    if (type === 'object' || schema.properties !== undefined) return this.exampleObject(schema, depth);
    if (type === 'array') {
      return Array.from({ length: 1 + Math.floor(random() * 2) }, () =>
        this.example(schema.items ?? {}, name, depth + 1),
      );
    }
    if (type === 'integer' || type === 'number') return this.exampleNumber(schema);
    if (type === 'boolean') return chance(random, 0.5);
    if (type === 'null') return null;
    return exampleText(schema, random);
  }

  private exampleObject(schema: Schema, depth: number): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    for (const [name, of] of Object.entries(schema.properties ?? {})) {
      if (schema.required?.includes(name) === true || chance(this.random, depth < 3 ? 0.4 : 0.1)) {
        value[name] = this.example(of, name, depth + 1);
      }
    }
    return value;
  }

  private exampleNumber({ minimum, maximum }: Schema): number {
    const low = Math.max(minimum ?? 0, -1_000);
    const high = Math.min(maximum ?? 1_000, low + 1_000);
    return low + Math.floor(this.random() * (high - low + 1));
  }

  private knownOf(...names: string[]): string {
    for (const name of names) {
      const values = this.known[name];
      if (values !== undefined && values.length > 0) return pick(this.random, values);
    }
    return newId();
  }
}

function exampleText({ format, pattern, example }: Schema, random: Random): string {
  if (typeof example === 'string') return example;
  if (format === 'uuid') return newId();
  if (format === 'date') return '2026-11-20';
  if (format === 'date-time') return new Date().toISOString();
  if (format === 'email') return `fuzz-${newId()}@example.test`;
  if (pattern?.startsWith('^[A-Z]') === true) return 'GOODWILL';
  return pick(random, ['Anna', 'x', newId(), 'e-1', '10:00', '+79185550101']);
}

function spoilMembers(random: Random, value: Record<string, unknown>): void {
  const names = Object.keys(value);
  if (chance(random, 0.5) && names.length > 0) {
    const gone = pick(random, names);
    // JSON leaves out undefined members.
    value[gone] = undefined;
  } else {
    value[pick(random, ['colour', 'networkId', 'id', 'constructor', 'toString', '', 'role', 'now', 'pointsEarned'])] =
      1;
  }
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly name: string;
}

function placesOf(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.entries(holder).flatMap(([name, member]) =>
    member === undefined ? [] : [{ holder, name }, ...placesOf(member)],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Not encoded where the wire can carry it: a lone percent sign is part of the trial. */
function rawQuery(value: string): string {
  return value.replaceAll(/[^\x21-\x7e]/g, (character) => encodeURIComponent(character)).replaceAll('#', '%23');
}
