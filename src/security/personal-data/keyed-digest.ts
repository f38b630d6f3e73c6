import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** Longer texts are rare and get their own buffer. */
const SCRATCH_TEXT_BYTES = 1_024;

/**
 * HMAC-SHA256 (RFC 2104) of many texts under one key: two digests over the padded key, which is prepared in advance. `createHmac` makes an object
 * and a stream for each text, which costs three times as much and makes garbage.
 */
export class KeyedDigest {
  private readonly inner = Buffer.alloc(BLOCK_BYTES + SCRATCH_TEXT_BYTES);
  private readonly outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);

  constructor(key: Buffer) {
    const padded = Buffer.alloc(BLOCK_BYTES);
    (key.length > BLOCK_BYTES ? hash('sha256', key, 'buffer') : key).copy(padded);
    for (const [i, byte] of padded.entries()) {
      this.inner[i] = byte ^ 0x36;
      this.outer[i] = byte ^ 0x5c;
    }
  }

  /** The HMAC of a text as UTF-8, in 64 hexadecimal digits. */
  of(text: string): string {
    // A character of a JavaScript string takes at most three bytes.
    const fits = text.length * 3 <= SCRATCH_TEXT_BYTES;
    const inner = fits ? this.inner : Buffer.alloc(BLOCK_BYTES + Buffer.byteLength(text));
    if (!fits) this.inner.copy(inner, 0, 0, BLOCK_BYTES);
    const length = inner.write(text, BLOCK_BYTES, 'utf8');
    // 'binary' makes one character of each byte. Passing strings costs half as much as passing buffers.
    this.outer.write(hash('sha256', inner.subarray(0, BLOCK_BYTES + length), 'binary'), BLOCK_BYTES, 'binary');
    return hash('sha256', this.outer, 'hex');
  }
}
