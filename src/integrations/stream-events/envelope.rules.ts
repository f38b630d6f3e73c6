import { hash } from 'node:crypto';
import type { z } from 'zod';
import { canonicalJson } from '../../platform/http/canonical-json';
import { faultsOf } from '../../platform/http/schema-faults';
import { line } from '../../platform/http/schemas';
import { ProblemError } from '../../platform/problems/problem';

export const eventIdSchema = line(200);
/** The same limit as for the id of an order. */
const MAX_NAME = 100;

const ENVELOPE: Readonly<Record<string, string>> = {
  eventId: 'event_id',
  eventType: 'event_type',
  orgId: 'org_id',
  locationId: 'location_id',
  customerId: 'customer_id',
};

/** @throws ProblemError `invalid_body` with the fields that do not fit */
export function parseEvent<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const named = withSnakeCase(given);
  const parsed = schema.safeParse(named);
  if (parsed.success) return parsed.data;
  throw new ProblemError('invalid_body', {}, faultsOf(parsed.error.issues, named));
}

/** The source's id of an event whose content is not checked yet; null: it has no usable id. */
export function eventIdOf(given: unknown): string | null {
  const parsed = eventIdSchema.safeParse(memberOf(given, 'event_id'));
  return parsed.success ? parsed.data : null;
}

/** The network code in the event; undefined: the event names no network. */
export function networkNamedBy(given: unknown): string | undefined {
  const named = memberOf(given, 'org_id') ?? memberOf(given, 'tenant');
  return typeof named === 'string' ? named : undefined;
}

/** Gives an event without an id one made of its body and origin, so that it counts once even when it is read again. */
export function withId(given: unknown, position: string): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  if (memberOf(given, 'event_id') !== undefined) return given;
  return { ...given, event_id: hash('sha256', `${position}\u0000${canonicalJson(given)}`, 'hex') };
}

/** Shortens a name to the length that acts allow. Two long names with the same start stay different. */
export function nameOfLength(name: string): string {
  return name.length <= MAX_NAME ? name : `sha256:${hash('sha256', name, 'hex')}`;
}

function memberOf(given: unknown, name: string): unknown {
  const named = withSnakeCase(given);
  if (typeof named !== 'object' || named === null) return undefined;
  return Object.entries(named).find(([known]) => known === name)?.[1];
}

/** Accepts snake_case for the names of the envelope. A name that appears in both spellings is left for the schema to refuse. */
function withSnakeCase(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const snake = Object.hasOwn(ENVELOPE, name) ? ENVELOPE[name] : undefined;
      return [snake === undefined || Object.hasOwn(given, snake) ? name : snake, value];
    }),
  );
}
