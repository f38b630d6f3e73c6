import { v7, validate } from 'uuid';

/** A new UUIDv7: ordered by the time at which it was made, so that primary keys grow at one end. */
export function newId(): string {
  return v7();
}

/** Whether a string from outside is a UUID of any version, in the canonical 36-character form. */
export function isId(value: string): boolean {
  return validate(value);
}

/** The lowest UUIDv7 that could have been made at this instant (milliseconds since 1970): where a range by time starts. */
export function lowestIdAt(instantMs: number): string {
  const hex = Math.max(0, Math.floor(instantMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
}
