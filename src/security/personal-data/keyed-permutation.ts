import { type Cipher, createCipheriv, createDecipheriv } from 'node:crypto';

export const BLOCK_BYTES = 16;
const ALGORITHM = 'aes-256-ecb';

/**
 * AES-256 (FIPS 197) under one key, of blocks of 16 bytes, each by itself: equal blocks come out equal, others never do, and
 * without the key it can't be told from any other permutation of the blocks. With the key it can be undone. One call
 * costs about as much for one block as for a hundred.
 */
export class KeyedPermutation {
  private readonly cipher: Cipher;

  /** @param key 32 bytes that serve nothing else */
  constructor(private readonly key: Buffer) {
    // Without padding a whole block comes out at once, and nothing of it stays behind for the next.
    this.cipher = createCipheriv(ALGORITHM, key, null).setAutoPadding(false);
  }

  /** As many blocks as are given. Throws for a part of one. */
  of(blocks: Buffer): Buffer {
    requireWhole(blocks);
    return this.cipher.update(blocks);
  }

  /** The blocks of which `of` made these. Throws for a part of one. */
  undo(blocks: Buffer): Buffer {
    requireWhole(blocks);
    return createDecipheriv(ALGORITHM, this.key, null).setAutoPadding(false).update(blocks);
  }
}

function requireWhole(blocks: Buffer): void {
  if (blocks.length % BLOCK_BYTES !== 0) throw new RangeError('a part of a block');
}
