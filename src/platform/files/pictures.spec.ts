import sharp from 'sharp';
import { makeSizes, remadePicture } from './pictures';

const blank = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 30, b: 30 } } });

describe('a picture in sizes', () => {
  it('has the widths that it is large enough for, as WebP without metadata', async () => {
    const sent = await blank(1_000, 500)
      .withExif({ IFD0: { Copyright: 'secret place' } })
      .jpeg()
      .toBuffer();
    const made = await makeSizes(sent, [320, 640, 1_280]);
    if (typeof made === 'string') throw new Error(made);
    expect(made.map(({ width, height }) => [width, height])).toEqual([
      [320, 160],
      [640, 320],
      [1_000, 500],
    ]);
    for (const { bytes } of made) {
      expect(bytes.includes('secret place')).toBe(false);
      expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp' });
    }
  });

  it('is turned as the camera was held', async () => {
    const made = await makeSizes(await blank(40, 20).withMetadata({ orientation: 6 }).jpeg().toBuffer(), [320]);
    expect(made).toMatchObject([{ width: 20, height: 40 }]);
  });

  it.each<[string, () => Promise<Buffer>, string]>([
    ['nothing', () => Promise.resolve(Buffer.alloc(0)), 'notAPicture'],
    ['a GIF', () => blank(10, 10).gif().toBuffer(), 'notAPicture'],
    ['half a JPEG', async () => (await blank(900, 900).jpeg().toBuffer()).subarray(0, 2_000), 'notAPicture'],
    [
      'an SVG behind a comment',
      () => Promise.resolve(Buffer.from('<?xml version="1.0"?><!-- x --><svg onload="alert(1)"/>')),
      'pictureIsSvg',
    ],
    [
      'a PNG that goes on as a page',
      async () => Buffer.concat([await blank(9, 9).png().toBuffer(), Buffer.from('<p>')]),
      'pictureHidesAFile',
    ],
    [
      'a WebP that goes on',
      async () => Buffer.concat([await blank(9, 9).webp().toBuffer(), Buffer.from('MZ..')]),
      'pictureHidesAFile',
    ],
    [
      'a JPEG that is an archive too',
      async () => {
        const end = Buffer.alloc(22);
        end.write('504b0506', 'hex');
        return Buffer.concat([await blank(9, 9).jpeg().toBuffer(), end]);
      },
      'pictureHidesAFile',
    ],
    [
      'a JPEG with a script in its comment',
      async () => {
        const bytes = await blank(9, 9).jpeg().toBuffer();
        const text = Buffer.from('<SCRIPT>alert(1)</SCRIPT>');
        const head = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
        return Buffer.concat([bytes.subarray(0, 2), head, text, bytes.subarray(2)]);
      },
      'pictureHidesAFile',
    ],
    ['100 megapixels', () => blank(10_000, 10_000).png({ compressionLevel: 9 }).toBuffer(), 'pictureHasTooManyPixels'],
    ['a line of 100,000 pixels', () => blank(1, 100_000).png().toBuffer(), 'pictureHasTooManyPixels'],
  ])('is none of %s', async (_, make, refusal) => {
    expect(await makeSizes(await make(), [320])).toBe(refusal);
  });

  it('may have what a camera writes behind a JPEG', async () => {
    const bytes = Buffer.concat([await blank(9, 9).jpeg().toBuffer(), Buffer.from('SEFH camera data PK')]);
    expect(await makeSizes(bytes, [320])).toMatchObject([{ width: 9 }]);
  });

  it('waits for its turn while others are decoded, and is refused behind too many', async () => {
    const sent = await blank(300, 300).png().toBuffer();
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => makeSizes(sent, [100])));
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused.map((outcome) => (outcome as PromiseRejectedResult).reason as unknown)).toEqual([
      expect.objectContaining({ code: 'rate_limited' }),
      expect.objectContaining({ code: 'rate_limited' }),
    ]);
    expect(await makeSizes(sent, [100])).toHaveLength(1);
  });
});

describe('a logo', () => {
  const logoOf = async (width: number, height: number) =>
    remadePicture(await blank(width, height).png().toBuffer(), { side: 512, format: 'png' });

  it('is made as small as it is shown, and none of a side that no screen shows', async () => {
    expect(await logoOf(1_024, 256)).toMatchObject({ width: 512, height: 128 });
    expect(await logoOf(20_000, 2)).toMatchObject({ width: 512, height: 1 });
    expect(await logoOf(20_001, 2)).toBeNull();
    expect(await logoOf(2, 20_001)).toBeNull();
  });
});
