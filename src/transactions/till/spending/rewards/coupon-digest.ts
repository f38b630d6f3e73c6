import { BLOCK_BYTES, type Pii } from '../../../../security/sale';
import { bytesOfCode, codeOfBytes, codeOfSingleBytes, parseCode } from './coupon-code.rules';

/** The offset of a code's number in the block from which the code is made. */
const NUMBER_AT = BLOCK_BYTES - 4;

/** A shared block, used for one code at a time. */
const block = Buffer.alloc(BLOCK_BYTES);

/**
 * The form in which the database stores a code: its characters, padded with zeros, as one block through the network's
 * permutation, as a UUID. The index order tells nothing about the codes, so search times tell nothing to somebody
 * without the key. Null: the text cannot be a code.
 */
export function couponDigest(pii: Pii, networkId: string, typed: string): string | null {
  const code = parseCode(typed);
  if (code === null) return null;
  block.fill(0, block.write(bytesOfCode(code), 'latin1'));
  const hex = pii.permutation('coupon_digest', networkId).of(block).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/**
 * The code from which this network's `couponDigest` made the digest, without case, spaces and dashes. Null: it was made
 * under another index key, so nobody can find the code.
 */
export function codeOfDigest(pii: Pii, networkId: string, digest: string): string | null {
  const bytes = Buffer.from(digest.replaceAll('-', ''), 'hex');
  const text = pii.permutation('coupon_digest', networkId).undo(bytes).toString('latin1');
  const code = codeOfSingleBytes(text.replace(/(?<!\0)\0+$/, ''));
  return couponDigest(pii, networkId, code) === digest ? code : null;
}

/** The digests of codes made by the platform, each a whole block: 16 bytes per code, one after the other. */
export function digestsOfCodes(pii: Pii, networkId: string, codes: readonly string[]): Buffer {
  return pii.permutation('coupon_digest', networkId).of(Buffer.from(codes.join(''), 'latin1'));
}

/** Codes of a batch from a number on. Each code is made of its number, as one block through the batch's permutation. */
export function codesOfBatch(pii: Pii, batchId: string, first: number, count: number): string[] {
  const numbers = Buffer.alloc(BLOCK_BYTES * count);
  for (let n = 0; n < count; n += 1) numbers.writeUInt32BE(first + n, n * BLOCK_BYTES + NUMBER_AT);
  const blocks = pii.permutation('coupon_code', batchId).of(numbers);
  return Array.from({ length: count }, (_, n) => codeOfBytes(blocks.subarray(n * BLOCK_BYTES, (n + 1) * BLOCK_BYTES)));
}
