import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { parsedJson } from '../../platform/http/parsed-json';

const headerSchema = z.object({ alg: z.literal('HS256') });
const claimsSchema = z.object({ iat: z.number(), payload_hash: z.string() });

/** How many seconds a signature's time may differ from now. */
const SIGNATURE_SECONDS = 300;

/**
 * Whether Vonage signed a webhook: a recent JWT by HS256 with the account's signature secret, whose `payload_hash` is the SHA-256 of the body in
 * hex. A report repeated within that time changes nothing, so `jti` is not stored.
 *
 * @param authorization the header: `Bearer` and the token
 * @param now seconds since 1970
 */
export function isSignedByVonage(secret: string, authorization: string, body: Buffer, now: number): boolean {
  const [, header = '', claims = '', signature = ''] =
    /^Bearer ([\w-]{1,500})\.([\w-]{1,2000})\.([\w-]{43})$/.exec(authorization) ?? [];
  const given = Buffer.from(signature, 'base64url');
  const expected = createHmac('sha256', secret).update(`${header}.${claims}`).digest();
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
  if (!headerSchema.safeParse(jsonOf(header)).success) return false;
  const { data } = claimsSchema.safeParse(jsonOf(claims));
  if (data === undefined || !(Math.abs(now - data.iat) <= SIGNATURE_SECONDS)) return false;
  return data.payload_hash.toLowerCase() === createHash('sha256').update(body).digest('hex');
}

function jsonOf(part: string): unknown {
  return parsedJson(Buffer.from(part, 'base64url'));
}
