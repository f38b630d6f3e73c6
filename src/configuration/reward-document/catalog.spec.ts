import sharp from 'sharp';
import { rewardsOfPreset } from '../catalog/preset-rewards';
import { pictureOf } from '../catalog/reward-picture';
import { rewardDocumentSchema, spokenIn } from './reward-document.schema';

const WIDE = { create: { width: 2_000, height: 10, channels: 3, background: 'red' } } as const;

describe('a picture', () => {
  it.each(['png', 'jpeg', 'webp'] as const)('that comes as %s is decoded and made anew', async (format) => {
    const secret = Buffer.from('<script>secret</script>');
    const sent = await sharp(WIDE)
      .withExif({ IFD0: { Copyright: 'secret' } })
      .toFormat(format)
      .toBuffer();
    const picture = await pictureOf(Buffer.concat([sent, secret]));
    expect(picture?.bytes.includes('secret')).toBe(false);
    expect(await sharp(picture?.bytes).metadata()).toMatchObject({ format: 'webp', width: 1_024 });
  });

  it('is nothing that only begins like one, and of 256 KiB at most', async () => {
    const begun = ['89504e470d0a1a0a00', 'ffd8ffe000'].map((hex) => Buffer.from(hex, 'hex'));
    for (const bytes of [
      ...begun,
      ...['', 'GIF89a', '<svg xmlns="x"/>', 'RIFF0000WEBP'].map((text) => Buffer.from(text)),
    ])
      expect(await pictureOf(bytes)).toBeNull();
    const large = Buffer.concat([await sharp(WIDE).png().toBuffer(), Buffer.alloc(256 * 1024)]);
    expect(await pictureOf(large)).toBeNull();
  });
});

describe('the catalogue of a preset', () => {
  it('is in the minor units of the currency, and scaled in money alone', () => {
    const figures = (...of: Parameters<typeof rewardsOfPreset>) =>
      rewardsOfPreset(...of).map(({ code, stock, document }) => [
        code,
        document.cost,
        document.minimumOrder,
        document.gift,
        stock,
      ]);
    const shipping = { kind: 'SHIPPING', skus: [], categories: ['shipping', 'delivery'] };
    expect(figures('points-4', 2)).toEqual([
      ['REWARD-001', 500, 2_500, { kind: 'AMOUNT_OFF', amount: 500 }, null],
      ['REWARD-002', 200, 0, shipping, null],
      ['REWARD-101', 1_000, 0, null, 500],
      ['REWARD-201', 5_000, 0, null, null],
    ]);
    expect(figures('points-4', 3)[0]).toEqual(['REWARD-001', 500, 25_000, { kind: 'AMOUNT_OFF', amount: 5_000 }, null]);
    expect(figures('points-4', 0)[0]).toEqual(['REWARD-001', 500, 25, { kind: 'AMOUNT_OFF', amount: 5 }, null]);
    expect(figures('points-4', 2, { numerator: 90, denominator: 1 })[0]).toEqual([
      'REWARD-001',
      500,
      225_000,
      { kind: 'AMOUNT_OFF', amount: 45_000 },
      null,
    ]);
    expect([rewardsOfPreset('hybrid-5', 2), rewardsOfPreset('discount-5', 2)]).toEqual([[], []]);
  });
});

describe('an item', () => {
  const item = { name: { en: 'Item' }, kind: 'PRODUCT', cost: 1 };
  const isItem = (members: object) => rewardDocumentSchema.safeParse({ ...item, ...members }).success;
  const off = { kind: 'AMOUNT_OFF', amount: 1 };

  it('gives at a sale what its kind gives, and nothing else', () => {
    expect([
      isItem({}),
      isItem({ gift: off }),
      isItem({ kind: 'DISCOUNT' }),
      isItem({ kind: 'DISCOUNT', gift: off }),
    ]).toEqual([true, false, false, true]);
    const free = { kind: 'FREE_ITEM', skus: [], categories: [], most: null };
    expect(isItem({ kind: 'FREE_ITEM', gift: free })).toBe(false);
    expect(isItem({ kind: 'FREE_ITEM', gift: { ...free, skus: ['a'] } })).toBe(true);
  });

  it('has a name in one language at least, appointments where it is an experience, and a time that goes forward', () => {
    expect([
      isItem({ name: {} }),
      isItem({ byAppointment: true }),
      isItem({ kind: 'EXPERIENCE', byAppointment: true }),
    ]).toEqual([false, false, true]);
    const [from, until] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'];
    expect([isItem({ validFrom: from, validUntil: until }), isItem({ validFrom: until, validUntil: from })]).toEqual([
      true,
      false,
    ]);
  });

  it('is told in the language of the reader, else of the network, else in whichever there is', () => {
    expect(spokenIn({ ru: 'Кружка', en: 'Mug' }, 'en', 'ru')).toBe('Mug');
    expect(spokenIn({ ru: 'Кружка' }, 'en', 'ru')).toBe('Кружка');
    expect(spokenIn({ en: 'Mug' }, 'ru', 'ru')).toBe('Mug');
    expect(spokenIn({}, 'ru', 'en')).toBeNull();
  });
});
