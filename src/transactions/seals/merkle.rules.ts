import { hash } from 'node:crypto';

/**
 * The Merkle tree of RFC 9162, section 2.1, over SHA-256: leaves and nodes are hashed with different first bytes, so
 * that no node passes for a leaf, and a list of any length has one tree.
 */

const LEAF_PREFIX = Buffer.from([0]);
const NODE_PREFIX = Buffer.from([1]);

/** The hash of a leaf's bytes. */
export function leafHashOf(bytes: Buffer): Buffer {
  return sha256(Buffer.concat([LEAF_PREFIX, bytes]));
}

/** The root over the hashes of at least one leaf. */
export function merkleRootOf(leaves: readonly Buffer[]): Buffer {
  return rootOf(leaves, 0, leaves.length);
}

/** The hashes beside the way from the leaf at `index` up to the root, lowest first. */
export function merklePathOf(leaves: readonly Buffer[], index: number): Buffer[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError('no such leaf');
  const path: Buffer[] = [];
  let from = 0;
  let to = leaves.length;
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      path.push(rootOf(leaves, middle, to));
      to = middle;
    } else {
      path.push(rootOf(leaves, from, middle));
      from = middle;
    }
  }
  return path.reverse();
}

/** Whether a leaf at `index` of `size` leaves is under the root (RFC 9162, section 2.1.3.2). */
export function isUnderRoot(leaf: Buffer, index: number, size: number, path: readonly Buffer[], root: Buffer): boolean {
  if (index < 0 || index >= size) return false;
  let position = index;
  let last = size - 1;
  let node = leaf;
  for (const sibling of path) {
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
  return last === 0 && node.equals(root);
}

export function sha256(bytes: Buffer | string): Buffer {
  return hash('sha256', bytes, 'buffer');
}

function rootOf(leaves: readonly Buffer[], from: number, to: number): Buffer {
  if (to - from === 1) {
    const leaf = leaves[from];
    if (leaf === undefined) throw new RangeError('no such leaf');
    return leaf;
  }
  if (to <= from) throw new RangeError('a seal covers at least one leaf');
  const middle = from + splitOf(to - from);
  return nodeOf(rootOf(leaves, from, middle), rootOf(leaves, middle, to));
}

function nodeOf(left: Buffer, right: Buffer): Buffer {
  return sha256(Buffer.concat([NODE_PREFIX, left, right]));
}

/** The largest power of two below `size`. */
function splitOf(size: number): number {
  return 2 ** Math.floor(Math.log2(size - 1));
}
