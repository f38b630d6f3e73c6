import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** Longer texts are rare, and get a buffer of their own. */
const SCRATCH_TEXT_BYTES = 1_024;

/**
 * HMAC-SHA256 (RFC 2104) under one key, of one text after the other: two digests over the padded key, which stands ready in
 * front of them. `createHmac` makes an object and a stream for each text, which cost three times as much and have to be collected.
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

  /** 64 hexadecimal digits, of the text as UTF-8. */
  of(text: string): string {
    // A character of a JavaScript string has three bytes at most.
    const fits = text.length * 3 <= SCRATCH_TEXT_BYTES;
    const inner = fits ? this.inner : Buffer.alloc(BLOCK_BYTES + Buffer.byteLength(text));
    if (!fits) this.inner.copy(inner, 0, 0, BLOCK_BYTES);
    const length = inner.write(text, BLOCK_BYTES, 'utf8');
    // 'binary' keeps each byte as a character. Strings are handed over at half the cost of buffers.
    this.outer.write(hash('sha256', inner.subarray(0, BLOCK_BYTES + length), 'binary'), BLOCK_BYTES, 'binary');
    return hash('sha256', this.outer, 'hex');
  }
}
