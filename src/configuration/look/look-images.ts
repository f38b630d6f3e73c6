import { createHash } from 'node:crypto';
import { remadePicture } from '../../platform/files/pictures';
import type { LookImage } from './look.dto';

/** A stored picture, which is always a PNG that we encoded. */
export interface MadeImage {
  readonly kind: LookImage;
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer<ArrayBuffer>;
  readonly hash: string;
}

/** The longest side of a logo. */
const LOGO_SIDE = 512;
/** The part of a maskable icon's side that every system shows: within a circle of 80 % (W3C, web application manifest). */
const SAFE_PART = 0.56;
const ICON_PART = 0.72;

/** Decodes a logo and encodes it again; null: the bytes are not a picture (`remadePicture`). */
export async function logoOf(bytes: Buffer): Promise<MadeImage | null> {
  const made = await remadePicture(bytes, { side: LOGO_SIDE, format: 'png' });
  return made === null ? null : madeOf('LOGO', made.bytes, made);
}

/** Icons for the home screen: the logo, or the product's mark, on the network's colour. */
export async function iconsOf(logo: Buffer | null, ground: string, ink: string): Promise<MadeImage[]> {
  const mark = logo ?? Buffer.from(MARK.replaceAll('INK', ink));
  return [
    await iconOf('ICON_192', mark, { side: 192, part: ICON_PART, ground: logo === null ? ground : '#ffffff' }),
    await iconOf('ICON_512', mark, { side: 512, part: ICON_PART, ground: logo === null ? ground : '#ffffff' }),
    await iconOf('MASKABLE_512', mark, { side: 512, part: SAFE_PART, ground: logo === null ? ground : '#ffffff' }),
  ];
}

const MARK =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="512" height="512"><path d="M6 16.8l7.2 7.2L27 9.6" ' +
  'fill="none" stroke="INK" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/></svg>';

async function iconOf(
  kind: LookImage,
  mark: Buffer,
  { side, part, ground }: { readonly side: number; readonly part: number; readonly ground: string },
): Promise<MadeImage> {
  const { default: sharp } = await import('sharp');
  const inner = Math.round(side * part);
  const drawn = await sharp(mark).resize({ width: inner, height: inner, fit: 'inside' }).png().toBuffer();
  const { data, info } = await sharp({ create: { width: side, height: side, channels: 3, background: ground } })
    .composite([{ input: drawn, gravity: 'centre' }])
    .png({ compressionLevel: 9 })
    .toBuffer({ resolveWithObject: true });
  return madeOf(kind, data, info);
}

function madeOf(kind: LookImage, data: Buffer, { width, height }: { width: number; height: number }): MadeImage {
  return { kind, width, height, bytes: Buffer.from(data), hash: createHash('sha256').update(data).digest('hex') };
}
