import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether a caller's secret is the expected one, in a time that tells neither its length nor how much of it is right. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
