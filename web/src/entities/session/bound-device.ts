import type { Schemas } from '../../shared/api/schemas';

/** The till to which this device is bound, with its key. */
export interface BoundDevice {
  readonly key: string;
  readonly till: NonNullable<Schemas['OwnTill']['till']>;
}

const STORED_AT = 'loyalty.till.bound';
const KEY_BYTES = 32;

/** Null: no manager has bound this device. */
export function readDevice(): BoundDevice | null {
  const stored = localStorage.getItem(STORED_AT);
  return stored === null ? null : (JSON.parse(stored) as BoundDevice);
}

export function keepDevice(device: BoundDevice): void {
  localStorage.setItem(STORED_AT, JSON.stringify(device));
}

export function forgetDevice(): void {
  localStorage.removeItem(STORED_AT);
}

/** A key that only this device knows; the server keeps its digest once a manager has bound it. */
export function makeTillKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  const text = btoa(String.fromCharCode(...bytes));
  return `lt_${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}
