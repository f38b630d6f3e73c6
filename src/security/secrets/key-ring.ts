import { createSecretKey, type KeyObject } from 'node:crypto';

/** One key of a ring: its short name, which is written beside what it made, and its bytes as a KeyObject. */
export interface RingKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** Keys by age, newest first. The newest key writes; older ones still read. */
export interface KeyRing {
  readonly newest: RingKey;
  readonly keys: ReadonlyMap<string, RingKey>;
}

const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/**
 * Parses entries `id:base64` of a setting. Throws one sentence that names the setting and what is wrong with it,
 * and never shows a key.
 *
 * @param bytes The exact length of each key, or its least length when `atLeast`.
 */
export function parseKeyRing(setting: string, entries: readonly string[], bytes: number, atLeast = false): KeyRing {
  const keys = new Map<string, RingKey>();
  for (const entry of entries) {
    const separator = entry.indexOf(':');
    const id = entry.slice(0, Math.max(separator, 0));
    const encoded = entry.slice(separator + 1);
    if (!KEY_ID.test(id) || !BASE64.test(encoded)) {
      throw new Error(`${setting}: each key is written as id:base64, newest first, with commas between`);
    }
    if (keys.has(id)) throw new Error(`${setting}: the key id "${id}" stands there twice`);
    const material = Buffer.from(encoded, 'base64');
    if (material.length < bytes || (!atLeast && material.length !== bytes)) {
      const wanted = atLeast ? `at least ${String(bytes)}` : String(bytes);
      throw new Error(`${setting}: the key "${id}" has ${String(material.length)} bytes instead of ${wanted}`);
    }
    keys.set(id, { id, key: createSecretKey(material) });
  }
  const [newest] = keys.values();
  if (newest === undefined) throw new Error(`${setting}: no key is given`);
  return { newest, keys };
}
