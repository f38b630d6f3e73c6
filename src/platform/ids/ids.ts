import { randomInt, randomUUID } from 'node:crypto';
import { databaseNowMs } from '../clock/database-time';

const COUNTER_END = 0x1000;
/** A UUID of RFC 9562: a version from 1 to 8 with its variant, or all zeros, or all ones. */
const UUID =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|0{8}(?:-0{4}){3}-0{12}|f{8}(?:-f{4}){3}-f{12})$/i;

let madeAtMs = 0;
let counter = 0;
let timeText = '';

/**
 * A new UUIDv7 (RFC 9562), ordered by the database's time at which it was made: primary keys grow at one end, and a range of ids is a range of time
 * (`lowestIdAt`), also across processes. Within one millisecond of one process a counter keeps the order (method 1 of section 6.2). It starts at
 * random in its lower half and borrows the next millisecond when it is used up. The other 62 bits are random.
 */
export function newId(): string {
  const nowMs = databaseNowMs();
  if (nowMs > madeAtMs) startAt(nowMs);
  else if (++counter === COUNTER_END) startAt(madeAtMs + 1);
  const count = counter.toString(16).padStart(3, '0');
  return `${timeText}-7${count}${randomUUID().slice(18)}`;
}

/** Whether a string from outside is a UUID of any version, in the canonical 36-character form. */
export function isId(value: string): boolean {
  return UUID.test(value);
}

/** The lowest UUIDv7 of an instant (milliseconds since 1970), where a range by time starts. */
export function lowestIdAt(instantMs: number): string {
  const hex = Math.max(0, Math.floor(instantMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
}

function startAt(instantMs: number): void {
  madeAtMs = instantMs;
  counter = randomInt(COUNTER_END / 2);
  timeText = lowestIdAt(instantMs).slice(0, 13);
}

/** The time at which an id was made: the first 48 bits of a UUIDv7 are milliseconds. */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}
