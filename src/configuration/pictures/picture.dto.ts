import { z } from 'zod';
import { uuid, listOf } from '../../platform/http/schemas';
import type { ShownPicture } from './picture.sql';

const MIB = 1024 * 1024;
/** The largest accepted file. */
export const MAX_PICTURE_BYTES = 20 * MIB;

/** The words of the calls that set a picture. */
export const PICTURE_RULES =
  'The body is the file itself, with its type in `Content-Type`: a PNG, JPEG or WebP of at most 20 MiB and 50 megapixels, ' +
  'told by its bytes. It is turned as the camera was held and made anew as WebP in up to three widths without metadata; ' +
  'what was sent is never served. An SVG, a file with another one hidden in it and anything else is 400.';

/** The body in the document of the API. */
export const PICTURE_BODY = { 'image/*': { schema: { type: 'string', format: 'binary' } } } as const;

export const pictureSchema = z
  .strictObject({
    hash: z.string().describe('SHA-256 of the largest size, in hex'),
    url: z.string().describe('Address of the largest size, open to everybody; another picture has another address'),
    width: z.int().describe('Width of the largest size in pixels'),
    height: z.int().describe('Height of the largest size in pixels'),
    sizes: listOf('All sizes, from the smallest to the largest, for `srcset`', {
      url: z.string().describe('Address of this size'),
      width: z.int().describe('Width in pixels'),
      height: z.int().describe('Height in pixels'),
    }),
  })
  .meta({ id: 'ShownPicture', description: 'A picture in its sizes. Their addresses may be kept for ever.' });
export type PictureAnswer = z.infer<typeof pictureSchema>;

export const pictureAddressSchema = {
  network: uuid,
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  width: z.coerce.number().int().min(1).max(100_000),
};

export function pictureAnswer(row: ShownPicture | null | undefined): PictureAnswer | null {
  return row === null || row === undefined ? null : shownAnswer(row);
}

export function shownAnswer({ networkId, hash, width, height, widths }: ShownPicture): PictureAnswer {
  const sizes = widths.map((each) => ({
    url: `/api/pictures/${networkId}/${hash}/${String(each)}`,
    width: each,
    height: Math.max(1, Math.round((height * each) / width)),
  }));
  return { hash, url: sizes.at(-1)?.url ?? '', width, height, sizes };
}
