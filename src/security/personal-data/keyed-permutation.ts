import { type Cipher, createCipheriv, createDecipheriv } from 'node:crypto';

export const BLOCK_BYTES = 16;
const ALGORITHM = 'aes-256-ecb';

/**
 * AES-256 (FIPS 197) under one key on separate blocks of 16 bytes. Equal blocks give equal results, different ones never do. Without the key, the
 * result can't be told from a random permutation; with it, the blocks can be restored. A call costs about the same for one block as for a hundred.
 */
export class KeyedPermutation {
  private readonly cipher: Cipher;

  /** @param key 32 bytes that are used for nothing else */
  constructor(private readonly key: Buffer) {
    // Without padding, a whole block is returned at once and none stays in the cipher.
    this.cipher = createCipheriv(ALGORITHM, key, null).setAutoPadding(false);
  }

  /** Encrypts any number of blocks. Throws for an incomplete block. */
  of(blocks: Buffer): Buffer {
    requireWhole(blocks);
    return this.cipher.update(blocks);
  }

  /** Restores blocks that `of` encrypted. Throws for an incomplete block. */
  undo(blocks: Buffer): Buffer {
    requireWhole(blocks);
    return createDecipheriv(ALGORITHM, this.key, null).setAutoPadding(false).update(blocks);
  }
}

function requireWhole(blocks: Buffer): void {
  if (blocks.length % BLOCK_BYTES !== 0) throw new RangeError('a part of a block');
}
