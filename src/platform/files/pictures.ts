import { ProblemError } from '../problems/problem';
import { hidesAnotherFile } from './hidden-file.rules';

/** The most pixels that are decoded. */
const MAX_PIXELS = 16_000_000;
/** The longest side that is decoded: no screen or printer shows more, and a picture of one row of pixels is none. */
const MAX_SIDE = 20_000;
const DECODE_SECONDS = 5;
/** How far the start of an SVG is searched, because comments may precede it. */
const SVG_LOOKED_AT = 4_096;

/** First bytes of the accepted formats. The file type that a client claims is ignored, and SVG is refused. */
const SIGNATURES: readonly ((bytes: Buffer) => boolean)[] = [
  (bytes) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')),
  (bytes) => bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')),
  (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
];

export interface RemadePicture {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes a picture and encodes it again without metadata or appended data, at most `side` pixels wide and high. Null: the bytes are no PNG, JPEG
 * or WebP, do not decode, or have too many pixels.
 */
export async function remadePicture(
  bytes: Buffer,
  { side, format }: { readonly side: number; readonly format: 'png' | 'webp' },
): Promise<RemadePicture | null> {
  if (!SIGNATURES.some((matches) => matches(bytes))) return null;
  const options = format === 'png' ? { compressionLevel: 9 } : { quality: 85 };
  // Loaded with the first picture, which makes the start faster.
  const { default: sharp } = await import('sharp');
  try {
    // The header alone is read.
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (Math.max(width, height) > MAX_SIDE) return null;
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 })
      .timeout({ seconds: DECODE_SECONDS })
      .autoOrient()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .toFormat(format, options)
      .toBuffer({ resolveWithObject: true });
    return { bytes: Buffer.from(data), width: info.width, height: info.height };
  } catch (error) {
    // A decoder's error means that the client's bytes are no picture.
    if (error instanceof Error) return null;
    throw error;
  }
}

/** The most pixels of a picture stored in several sizes: phones make 48 and 50 megapixels. */
const MAX_PHOTO_PIXELS = 50_331_648;
/** The largest height of a size. */
const MAX_HEIGHT = 2_560;
const QUALITY = 80;
/** How many pictures are decoded at once: each takes up to 200 MB and a core. */
const DECODED_AT_ONCE = 2;
const MOST_WAITING = 8;

/** Why a file is not taken as a picture. */
export type PictureRefusal = 'notAPicture' | 'pictureIsSvg' | 'pictureHidesAFile' | 'pictureHasTooManyPixels';

const turns = { decoding: 0, waiting: [] as (() => void)[] };

/**
 * Turns a picture upright and encodes it as WebP without metadata, once for each of these widths, the smallest first. A small picture is not
 * enlarged and gets fewer sizes. Decoding does not block the event loop.
 *
 * @throws ProblemError `rate_limited` while too many pictures wait to be decoded
 */
export async function makeSizes(
  bytes: Buffer,
  widths: readonly number[],
): Promise<readonly RemadePicture[] | PictureRefusal> {
  if (!SIGNATURES.some((matches) => matches(bytes))) {
    return /<svg[\s>]/i.test(bytes.toString('latin1', 0, SVG_LOOKED_AT)) ? 'pictureIsSvg' : 'notAPicture';
  }
  if (hidesAnotherFile(bytes)) return 'pictureHidesAFile';
  await takeTurn();
  try {
    return await sizesOf(bytes, widths);
  } catch (error) {
    // A decoder's error means that the client's bytes are no picture.
    if (error instanceof Error) return 'notAPicture';
    throw error;
  } finally {
    endTurn();
  }
}

async function sizesOf(bytes: Buffer, widths: readonly number[]): Promise<readonly RemadePicture[] | PictureRefusal> {
  const { default: sharp } = await import('sharp');
  const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
  if (width * height > MAX_PHOTO_PIXELS || Math.max(width, height) > MAX_SIDE) return 'pictureHasTooManyPixels';
  const whole = { width: widths.at(-1) ?? width, height: MAX_HEIGHT, fit: 'inside', withoutEnlargement: true } as const;
  const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PHOTO_PIXELS, failOn: 'error', pages: 1 })
    .timeout({ seconds: DECODE_SECONDS })
    .autoOrient()
    .resize(whole)
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  const smaller = widths.filter((each) => each < info.width);
  const made: RemadePicture[] = [];
  for (const each of [...smaller, info.width]) {
    const size = await sharp(data, { raw })
      .resize({ width: each })
      .webp({ quality: QUALITY })
      .toBuffer({ resolveWithObject: true });
    made.push({ bytes: Buffer.from(size.data), width: size.info.width, height: size.info.height });
  }
  return made;
}

async function takeTurn(): Promise<void> {
  if (turns.decoding < DECODED_AT_ONCE) {
    turns.decoding += 1;
    return;
  }
  if (turns.waiting.length >= MOST_WAITING) throw new ProblemError('rate_limited', {}, [], 2);
  await new Promise<void>((resolve) => turns.waiting.push(resolve));
}

/** Starts the decoding that waits longest. */
function endTurn(): void {
  const next = turns.waiting.shift();
  if (next === undefined) turns.decoding -= 1;
  else next();
}
