import { hash } from 'node:crypto';

/**
 * The first 128 bits of sha256 over kind and parts, as a UUID's text: narrow in the index of `claims`, and one shape
 * for keys, receipts and events of any length. Parts are length-prefixed, so that no two lists of parts read the same.
 */
export function claimDigest(kind: string, ...parts: readonly string[]): string {
  let text = kind;
  for (const part of parts) text += `\u0000${String(part.length)}:${part}`;
  const hex = hash('sha256', text, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/**
 * The digest of an idempotency key: unique in its space, whichever call carries it (ledger.md, rule 5).
 * @param space the id of a guest account or an integration; null: the one space that the network's staff share
 */
export function keyDigest(key: string, space: string | null): string {
  const digest = claimDigest('KEY', key);
  return space === null ? digest : claimDigest('KEY_OF', space, digest);
}
