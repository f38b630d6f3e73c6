import { hash } from 'node:crypto';

/**
 * The Merkle tree of RFC 9162, section 2.1, over SHA-256. Leaves and nodes are hashed with different first bytes, so no
 * node passes for a leaf. A list of any length has exactly one tree.
 */

const LEAF_PREFIX = Buffer.from([0]);
const NODE_PREFIX = Buffer.from([1]);
const HASH_BYTES = 32;

/** The hash of a leaf's bytes. */
export function leafHashOf(bytes: Buffer): Buffer {
  return sha256(Buffer.concat([LEAF_PREFIX, bytes]));
}

/** The root over the hashes of at least one leaf. */
export function merkleRootOf(leaves: readonly Buffer[]): Buffer {
  return bytesOf(rootOf(leaves.map(textOf), 0, leaves.length));
}

/** The hashes beside the path from the leaf at `index` to the root, the lowest first. */
export function merklePathOf(leaves: readonly Buffer[], index: number): Buffer[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError('no such leaf');
  const hashes = leaves.map(textOf);
  const path: Hash[] = [];
  let from = 0;
  let to = leaves.length;
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      path.push(rootOf(hashes, middle, to));
      to = middle;
    } else {
      path.push(rootOf(hashes, from, middle));
      from = middle;
    }
  }
  return path.reverse().map(bytesOf);
}

/** Whether a leaf at `index` of `size` leaves is under the root (RFC 9162, section 2.1.3.2). */
export function isUnderRoot(leaf: Buffer, index: number, size: number, path: readonly Buffer[], root: Buffer): boolean {
  if (index < 0 || index >= size || [leaf, ...path].some(({ length }) => length !== HASH_BYTES)) return false;
  let position = index;
  let last = size - 1;
  let node = textOf(leaf);
  for (const sibling of path.map(textOf)) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      node = nodeOf(sibling, node);
      while (position % 2 === 0 && position !== 0) {
        position = Math.floor(position / 2);
        last = Math.floor(last / 2);
      }
    } else {
      node = nodeOf(node, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && bytesOf(node).equals(root);
}

export function sha256(bytes: Buffer | string): Buffer {
  return hash('sha256', bytes, 'buffer');
}

/** 32 bytes as a string of as many characters, which Node.js passes on at a quarter of a buffer's cost. */
type Hash = string;

function textOf(bytes: Buffer): Hash {
  return bytes.toString('latin1');
}

function bytesOf(text: Hash): Buffer {
  return Buffer.from(text, 'latin1');
}

function rootOf(leaves: readonly Hash[], from: number, to: number): Hash {
  if (to - from === 1) {
    const leaf = leaves[from];
    if (leaf === undefined) throw new RangeError('no such leaf');
    return leaf;
  }
  if (to <= from) throw new RangeError('a seal covers at least one leaf');
  const middle = from + splitOf(to - from);
  return nodeOf(rootOf(leaves, from, middle), rootOf(leaves, middle, to));
}

/** A shared buffer for the bytes of a node, overwritten for each. */
const nodeBytes = Buffer.concat([NODE_PREFIX, Buffer.alloc(2 * HASH_BYTES)]);

function nodeOf(left: Hash, right: Hash): Hash {
  nodeBytes.write(left + right, NODE_PREFIX.length, 'latin1');
  return hash('sha256', nodeBytes, 'binary');
}

/** The largest power of two below `size`. */
function splitOf(size: number): number {
  return 2 ** Math.floor(Math.log2(size - 1));
}
