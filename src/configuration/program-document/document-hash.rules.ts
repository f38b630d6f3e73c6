import { createHash } from 'node:crypto';
import { canonicalJson } from '../../platform/http/canonical-json';

/** SHA-256 of a document's canonical form, in hexadecimal; independent of how its file is written. */
export function hashOfDocument(document: object): string {
  return createHash('sha256').update(canonicalJson(document), 'utf8').digest('hex');
}
