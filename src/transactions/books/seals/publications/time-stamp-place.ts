import { randomBytes } from 'node:crypto';
import type { Seal } from '../seal-head.rules';
import { bytesOf } from '../../../../platform/http/outgoing/bounded-body';
import type { PublicationPlace } from './place';
import { readTimeStampAnswer, timeStampQuery } from './time-stamp.rules';

const CALL_MS = 10_000;
const NONCE_BYTES = 8;
/** The most bytes of an answer; a token with its certificates has about 6 KB. */
const MAX_ANSWER_BYTES = 65_536;

/** A time stamp authority, which signs the time at which it saw a seal's hash (RFC 3161). So nobody can make the seal later. */
export class TimeStampPlace implements PublicationPlace {
  readonly name = 'TIMESTAMP';

  constructor(private readonly url: string) {}

  /** @returns the token, in base64 */
  async publish({ hash }: Seal): Promise<string> {
    const nonce = randomBytes(NONCE_BYTES);
    // The first byte is between 0x40 and 0x7f, so as an integer the nonce is above zero and keeps all its bytes.
    nonce.writeUInt8((nonce.readUInt8(0) & 0x3f) | 0x40);
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: new Uint8Array(timeStampQuery(hash, nonce)),
      redirect: 'error',
      signal: AbortSignal.timeout(CALL_MS),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`the authority answered ${String(response.status)}`);
    }
    const answer = await bytesOf(response.body, MAX_ANSWER_BYTES);
    if (answer === undefined) throw new Error('its answer is too large');
    const { token } = readTimeStampAnswer(answer, hash, nonce);
    return token.toString('base64');
  }
}
