import { parseKeyRing } from './key-ring';

const key = (byte: number, length = 32) => Buffer.alloc(length, byte).toString('base64');

describe('a key ring', () => {
  it('has its newest key first and all of them by id', () => {
    const ring = parseKeyRing('JWT_KEYS', [`b:${key(2)}`, `a:${key(1)}`], 32);
    expect(ring.newest.id).toBe('b');
    expect([...ring.keys.keys()]).toEqual(['b', 'a']);
    expect(ring.keys.get('a')?.key.export()).toEqual(Buffer.alloc(32, 1));
  });

  it.each([
    ['nothing', [], 'no key is given'],
    ['a key without a name', [key(1)], 'id:base64'],
    ['an empty name', [`:${key(1)}`], 'id:base64'],
    ['what is no base64', ['a:!!'], 'id:base64'],
    ['a name twice', [`a:${key(1)}`, `a:${key(2)}`], 'twice'],
    ['a short key', [`a:${key(1, 31)}`], '31 bytes instead of 32'],
    ['a long key', [`a:${key(1, 33)}`], '33 bytes instead of 32'],
  ])('refuses %s, names the setting and never shows a key', (_case, entries, words) => {
    let message = '';
    try {
      parseKeyRing('PII_KEYS', entries, 32);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('PII_KEYS');
    expect(message).toContain(words);
    for (const entry of entries) expect(message).not.toContain(entry.slice(entry.indexOf(':') + 1) || key(1));
  });

  it('takes longer keys where a least length is meant', () => {
    expect(parseKeyRing('JWT_KEYS', [`a:${key(1, 64)}`], 32, true).newest.id).toBe('a');
    expect(() => parseKeyRing('JWT_KEYS', [`a:${key(1, 16)}`], 32, true)).toThrow('at least 32');
  });
});
