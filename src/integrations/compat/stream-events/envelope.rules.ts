import { hash } from 'node:crypto';
import type { z } from 'zod';
import { canonicalJson } from '../../../platform/http/canonical-json';
import { faultsOf } from '../../../platform/http/schema-faults';
import { line } from '../../../platform/http/schemas';
import { ProblemError } from '../../../platform/problems/problem';

export const eventIdSchema = line(200);
/** As long as the id of an order. */
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

/** The source's own id of an event that may be anything; null: it has none that could be one. */
export function eventIdOf(given: unknown): string | null {
  const parsed = eventIdSchema.safeParse(memberOf(given, 'event_id'));
  return parsed.success ? parsed.data : null;
}

/** The code of the network that an event itself names; undefined: it names none. */
export function networkNamedBy(given: unknown): string | undefined {
  const named = memberOf(given, 'org_id') ?? memberOf(given, 'tenant');
  return typeof named === 'string' ? named : undefined;
}

/** An event without an id gets one from its body and from where it came, so that it counts once when it is read again. */
export function withId(given: unknown, position: string): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  if (memberOf(given, 'event_id') !== undefined) return given;
  return { ...given, event_id: hash('sha256', `${position}\u0000${canonicalJson(given)}`, 'hex') };
}

/** A name that fits where the names of acts stand. Two long ones with the same begin stay two. */
export function nameOfLength(name: string): string {
  return name.length <= MAX_NAME ? name : `sha256:${hash('sha256', name, 'hex')}`;
}

function memberOf(given: unknown, name: string): unknown {
  const named = withSnakeCase(given);
  if (typeof named !== 'object' || named === null) return undefined;
  return Object.entries(named).find(([known]) => known === name)?.[1];
}

/** Only the envelope has two spellings; a name that comes in both is left for the schema to refuse. */
function withSnakeCase(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const snake = Object.hasOwn(ENVELOPE, name) ? ENVELOPE[name] : undefined;
      return [snake === undefined || Object.hasOwn(given, snake) ? name : snake, value];
    }),
  );
}
