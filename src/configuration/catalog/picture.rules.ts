import { createHash } from 'node:crypto';
import type { PictureRow } from '../reward-document/reward.sql';

export const MAX_PICTURE_BYTES = 256 * 1024;

/** The beginnings by which the formats are told; what a client says of its file is not asked. */
const SIGNATURES: readonly { readonly mediaType: string; readonly matches: (bytes: Buffer) => boolean }[] = [
  { mediaType: 'image/png', matches: (bytes) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')) },
  { mediaType: 'image/jpeg', matches: (bytes) => bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')) },
  {
    mediaType: 'image/webp',
    matches: (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
  },
];

/** The picture in these bytes, or null where they are none that is served. */
export function pictureOf(bytes: Buffer): PictureRow | null {
  if (bytes.length > MAX_PICTURE_BYTES) return null;
  const format = SIGNATURES.find(({ matches }) => matches(bytes));
  if (format === undefined) return null;
  return { mediaType: format.mediaType, bytes, hash: createHash('sha256').update(bytes).digest('hex') };
}
