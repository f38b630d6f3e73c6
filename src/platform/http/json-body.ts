import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { FormBodyConfig } from './form-body.decorator';
import type { RawBodyConfig } from './raw-body.decorator';
import { prepareRawDigest } from './raw-digest';
import { ProblemError } from '../problems/problem';

/** Deeper than any body of the API, and safe for recursive code (schemas, canonical JSON). */
const NESTING_LIMIT = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * Registers the parsers of bodies in place of the framework's: strict JSON, a form where a route takes one, bytes where a route takes bytes. Any
 * other type is refused.
 */
export function registerJsonBody(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      if (takesRaw(request)) {
        takeRaw(body as Buffer, done);
        return;
      }
      requireUtf8(request.headers['content-type']);
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (request, body, done) => {
    const { takesForm } = request.routeOptions.config as FormBodyConfig;
    if (takesRaw(request)) done(null, Buffer.from(body as string));
    else if (takesForm === true) done(null, Object.fromEntries(new URLSearchParams(body as string)));
    else done(new ProblemError('unsupported_media_type'));
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (takesRaw(request)) takeRaw(body as Buffer, done);
    else done(new ProblemError('unsupported_media_type'));
  });
}

function takeRaw(body: Buffer, done: (error: Error | null, body?: Buffer) => void): void {
  prepareRawDigest(body).then(
    () => done(null, body),
    (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
  );
}

function takesRaw(request: FastifyRequest): boolean {
  return (request.routeOptions.config as RawBodyConfig).takesRaw === true;
}

/** JSON is UTF-8 (RFC 8259), so another charset makes the type unsupported (415) rather than the JSON invalid. */
function requireUtf8(contentType: string | undefined): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw new ProblemError('unsupported_media_type');
}

/**
 * Parses the bytes of a body. An empty body is `undefined`, as a route without a body schema expects.
 *
 * @throws ProblemError `invalid_json` for anything that is not JSON in UTF-8 within the nesting limit, or that has a member `__proto__`;
 * `invalid_body` with paths for strings that the database can't hold
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw new ProblemError('invalid_json', { fault: 'encoding' });
  if (isNestedBeyond(body, NESTING_LIMIT))
    throw new ProblemError('invalid_json', { fault: 'nesting', max: NESTING_LIMIT });
  const text = body.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    throw new ProblemError('invalid_json', { fault: 'syntax' });
  }
  // Each check runs only where a quick search of the text shows that it may be needed.
  if (text.includes('\\u')) refuseUnstorableStrings(value, []);
  if (text.includes('\\u') || text.includes('__proto__')) refusePrototypeMembers(value);
  if (MAYBE_BEYOND_NUMBERS.test(text)) refuseInfiniteNumbers(value, []);
  return value;
}

/** Whether the brackets outside of strings are nested more deeply than the limit. */
function isNestedBeyond(body: Buffer, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] as number;
    if (byte === QUOTE) {
      at = endOfString(body, at);
    } else if (OPENING.has(byte)) {
      depth++;
      if (depth > limit) return true;
    } else if (CLOSING.has(byte)) {
      depth--;
    }
  }
  return false;
}

function endOfString(body: Buffer, start: number): number {
  let at = start + 1;
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** Whether PostgreSQL can hold the text: no NUL, and no half of a surrogate pair, which UTF-8 can't encode. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !LONE_SURROGATE.test(text);
}

/** Refuses strings that the database can't store. */
function refuseUnstorableStrings(value: unknown, path: readonly (string | number)[]): void {
  if (typeof value === 'string') {
    if (!isStorable(value)) throw unstorable(path);
  } else if (Array.isArray(value)) {
    value.forEach((element, index) => refuseUnstorableStrings(element, [...path, index]));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      refuseUnstorableStrings(name, path);
      refuseUnstorableStrings(member, [...path, name]);
    }
  }
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Matches an exponent of three digits or a very long number, which JSON.parse may read as an infinity. */
const MAYBE_BEYOND_NUMBERS = /\d[eE]\+?\d{3}|\d{309}/;

/** JSON can't express an infinity, so a body with one could be neither hashed nor repeated. */
function refuseInfiniteNumbers(value: unknown, path: readonly (string | number)[]): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) {
      throw new ProblemError('invalid_body', {}, [
        { path: pathText(path), code: value > 0 ? 'too_big' : 'too_small', message: '' },
      ]);
    }
  } else if (Array.isArray(value)) {
    value.forEach((element, index) => refuseInfiniteNumbers(element, [...path, index]));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) refuseInfiniteNumbers(member, [...path, name]);
  }
}

function unstorable(path: readonly (string | number)[]): ProblemError {
  return new ProblemError('invalid_body', {}, [{ path: pathText(path), code: 'character_not_allowed', message: '' }]);
}

function refusePrototypeMembers(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (Object.hasOwn(value, '__proto__')) throw new ProblemError('invalid_json', { fault: 'prototype' });
  for (const member of Object.values(value)) refusePrototypeMembers(member);
}

/** A path as text, such as `items[0].total`; empty for the body itself. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${String(step)}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}
