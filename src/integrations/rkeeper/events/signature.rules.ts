import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { EventSignature } from '../../connections/kinds/rkeeper.kind';

/** Whether White Server signed a body: base64 of the SHA-256 of the body followed by the salt, or of the HMAC with the salt as key. */
export function isSignedByWhiteServer(way: EventSignature, salt: string, body: Buffer, signature: string): boolean {
  const expected =
    way === 'SHA256_SALT'
      ? hash('sha256', Buffer.concat([body, Buffer.from(salt)]), 'buffer')
      : createHmac('sha256', salt).update(body).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
