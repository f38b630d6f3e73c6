import { v7, validate } from 'uuid';

/** A new UUIDv7: ordered by the time at which it was made, so that primary keys grow at one end. */
export function newId(): string {
  return v7();
}

/** Whether a string from outside is a UUID of any version, in the canonical 36-character form. */
export function isId(value: string): boolean {
  return validate(value);
}
