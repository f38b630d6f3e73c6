import fc from 'fast-check';
import { parseKeyRing } from '../secrets/key-ring';
import { keyIdOf, openText, sealText } from './sealed-box';

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const old = parseKeyRing('PII_KEYS', [`old:${key(1)}`], 32);
const both = parseKeyRing('PII_KEYS', [`new:${key(2)}`, `old:${key(1)}`], 32);
const fresh = parseKeyRing('PII_KEYS', [`new:${key(2)}`], 32);

describe('encrypted text', () => {
  it('comes back as it was, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
        expect(openText(both, context, sealText(both, context, text))).toBe(text.toWellFormed());
      }),
    );
  });

  it('is another each time, and names the key it was made with', () => {
    const blob = sealText(both, 'n/phone', '+79161234567');
    expect(sealText(both, 'n/phone', '+79161234567').equals(blob)).toBe(false);
    expect(keyIdOf(blob)).toBe('new');
    expect(blob.includes('79161234567')).toBe(false);
  });

  it('is read with an older key as long as that is in the ring', () => {
    const blob = sealText(old, 'n/phone', 'text');
    expect(openText(both, 'n/phone', blob)).toBe('text');
    expect(() => openText(fresh, 'n/phone', blob)).toThrow('the key "old" is not in PII_KEYS');
  });

  it('does not open in another network or as another kind', () => {
    const blob = sealText(both, 'n/phone', 'text');
    expect(() => openText(both, 'm/phone', blob)).toThrow();
    expect(() => openText(both, 'n/email', blob)).toThrow();
  });

  it('does not open when any of its bytes was changed, or some are gone', () => {
    const blob = sealText(both, 'n/phone', 'text');
    for (let at = 0; at < blob.length; at += 1) {
      const changed = Buffer.from(blob);
      changed.writeUInt8(blob.readUInt8(at) ^ 1, at);
      expect(() => openText(both, 'n/phone', changed)).toThrow();
    }
    for (const length of [0, 1, 10, blob.length - 1]) {
      expect(() => openText(both, 'n/phone', blob.subarray(0, length))).toThrow();
    }
  });
});
