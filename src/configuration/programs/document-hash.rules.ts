import { createHash } from 'node:crypto';
import type { ProgramDocument } from '../../decision';

/**
 * SHA-256, in hex, of a document's canonical form: JSON without spaces, the members of each object sorted by name,
 * so that the same programme has the same hash however its file was written.
 */
export function hashOfDocument(document: ProgramDocument): string {
  return createHash('sha256').update(canonicalJson(document), 'utf8').digest('hex');
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
