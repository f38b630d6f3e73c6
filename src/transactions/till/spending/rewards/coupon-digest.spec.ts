import { randomBytes } from 'node:crypto';
import { newId } from '../../../../platform/ids/ids';
import { settings } from '../../../../platform/settings/settings';
import { Pii } from '../../../../security';
import { printedCode } from './coupon-code.rules';
import { codeOfDigest, codesOfBatch, couponDigest, digestsOfCodes } from './coupon-digest';

describe('the digest of a code', () => {
  const [network, batch] = [newId(), newId()];
  const pii = new Pii();
  const setKey = (): void => void Object.assign(settings, { indexKey: `a:${randomBytes(32).toString('base64')}` });

  beforeAll(setKey);

  it('is that of the code by itself, among a thousand and however it was typed', () => {
    const codes = codesOfBatch(pii, batch, 1, 1_000);
    const digests = digestsOfCodes(pii, network, codes);
    codes.forEach((code, n) => {
      const hex = digests.toString('hex', n * 16, (n + 1) * 16);
      expect(couponDigest(pii, network, printedCode(code).toLowerCase())?.replaceAll('-', '')).toBe(hex);
    });
  });

  it('is one of its own for a short code, whatever was asked for before it', () => {
    const asked = ['ABCD', 'ABCDEFGH', 'ABCD', 'ABCD0', 'ABCDEFGH'].map((code) => couponDigest(pii, network, code));
    expect(new Set(asked).size).toBe(3);
    expect([asked[2], asked[4]]).toEqual([asked[0], asked[1]]);
  });

  it('is another one in another network, and under another key', () => {
    const before = couponDigest(pii, network, 'SUMMER');
    expect(couponDigest(pii, newId(), 'SUMMER')).not.toBe(before);
    setKey();
    expect(couponDigest(pii, network, 'SUMMER')).not.toBe(before);
  });

  it('is the code again with the key of the network, and nothing with another', () => {
    const [made = ''] = codesOfBatch(pii, batch, 1, 1);
    const digestOf = (code: string) => couponDigest(pii, network, code) ?? '';
    expect([codeOfDigest(pii, network, digestOf('Sum-mer 5')), codeOfDigest(pii, network, digestOf(made))]).toEqual([
      'SUMMER5',
      made,
    ]);
    expect(codeOfDigest(pii, network, digestOf('Щедрый — май'))).toBe('ЩEДPЫЙMAЙ');
    expect(codeOfDigest(pii, newId(), digestOf('SUMMER'))).toBeNull();
    const before = digestOf('SUMMER');
    setKey();
    expect(codeOfDigest(pii, network, before)).toBeNull();
  });

  it('is none of what no code looks like', () => {
    expect(couponDigest(pii, network, 'AB$D')).toBeNull();
  });
});

describe('the codes of a batch', () => {
  it('are the same in whatever portions they are made, no two of them alike, and none of another batch', () => {
    const pii = new Pii();
    const [batch, other] = [newId(), newId()];
    const codes = codesOfBatch(pii, batch, 1, 3_000);
    expect([...codesOfBatch(pii, batch, 1, 1_234), ...codesOfBatch(pii, batch, 1_235, 1_766)]).toEqual(codes);
    expect(new Set([...codes, ...codesOfBatch(pii, other, 1, 3_000)]).size).toBe(6_000);
  });
});
