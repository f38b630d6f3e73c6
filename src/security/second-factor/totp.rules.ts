import { createHmac, timingSafeEqual } from 'node:crypto';

/** RFC 6238 with the parameters that all authenticator apps support: SHA-1, 6 digits, 30 seconds. */
export const STEP_SECONDS = 30;
const DIGITS = 6;
/** One step to either side, for clock differences and the time that people need to type. */
const DRIFT_STEPS = 1;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The step of a code, within the drift of `nowMs` and after `lastStep`; undefined: the code is wrong. The caller stores the step as the next
 * `lastStep`, so that a code can't be used twice.
 */
export function findStepOfCode(secret: Buffer, code: string, nowMs: number, lastStep: number): number | undefined {
  const current = Math.floor(nowMs / 1_000 / STEP_SECONDS);
  for (let step = current - DRIFT_STEPS; step <= current + DRIFT_STEPS; step += 1) {
    if (step > lastStep && isEqual(codeOfStep(secret, step), code)) return step;
  }
  return undefined;
}

/** The HOTP code (RFC 4226) of a counter, which is the step. */
export function codeOfStep(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 0xf;
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** RFC 4648 base32 without padding, as authenticator apps read a secret. */
export function base32(bytes: Buffer): string {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32.charAt((value >>> bits) & 31);
    }
  }
  return bits > 0 ? text + BASE32.charAt((value << (5 - bits)) & 31) : text;
}

function isEqual(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
