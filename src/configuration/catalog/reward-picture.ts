import { createHash } from 'node:crypto';
import { remadePicture } from '../../platform/files/pictures';
import type { PictureRow } from '../reward-document/reward.sql';

/** The most that is taken, and that one made anew may have. */
export const MAX_PICTURE_BYTES = 256 * 1024;

const SIDE = 1_024;

/** The picture in these bytes, made anew as WebP; null where they are none (`remadePicture`), or are too many. */
export async function pictureOf(sent: Buffer): Promise<PictureRow | null> {
  if (sent.length > MAX_PICTURE_BYTES) return null;
  const made = await remadePicture(sent, { side: SIDE, format: 'webp' });
  if (made === null || made.bytes.length > MAX_PICTURE_BYTES) return null;
  const { bytes } = made;
  return { mediaType: 'image/webp', bytes, hash: createHash('sha256').update(bytes).digest('hex') };
}
