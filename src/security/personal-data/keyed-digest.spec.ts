import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { KeyedDigest } from './keyed-digest';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((of) => Buffer.from(of));
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'binary', minLength: 330, maxLength: 1_200 }),
);

describe('a keyed digest', () => {
  it("is Node's own HMAC-SHA256, whatever the key and however long the texts before it", () => {
    fc.assert(
      fc.property(bytes, fc.array(texts, { minLength: 1, maxLength: 5 }), (key, all) => {
        const keyed = new KeyedDigest(key);
        for (const text of all)
          expect(keyed.of(text)).toBe(createHmac('sha256', key).update(text, 'utf8').digest('hex'));
      }),
    );
  });

  it('is that of RFC 4231, test case 2', () => {
    expect(new KeyedDigest(Buffer.from('Jefe')).of('what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});
