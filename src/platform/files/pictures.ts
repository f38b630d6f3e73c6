/** The most pixels that are decoded. */
const MAX_PIXELS = 16_000_000;
const DECODE_SECONDS = 5;

/** Beginnings of the formats that are taken; what a client says of its file is not asked, and an SVG is none. */
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
 * The picture in these bytes, decoded and made anew without metadata or anything that stood beside it, at most `side`
 * pixels wide and high; null for bytes that are no PNG, JPEG or WebP, do not decode, or have too many pixels.
 */
export async function remadePicture(
  bytes: Buffer,
  { side, format }: { readonly side: number; readonly format: 'png' | 'webp' },
): Promise<RemadePicture | null> {
  if (!SIGNATURES.some((matches) => matches(bytes))) return null;
  const options = format === 'png' ? { compressionLevel: 9 } : { quality: 85 };
  // Loaded with the first picture, so that a start takes less time.
  const { default: sharp } = await import('sharp');
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 })
      .timeout({ seconds: DECODE_SECONDS })
      .autoOrient()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .toFormat(format, options)
      .toBuffer({ resolveWithObject: true });
    return { bytes: Buffer.from(data), width: info.width, height: info.height };
  } catch (error) {
    // Whatever the decoder says of bytes that a client sent, they are no picture.
    if (error instanceof Error) return null;
    throw error;
  }
}
