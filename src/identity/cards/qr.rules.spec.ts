import { createSecretKey, randomBytes } from 'node:crypto';
import { newId } from '../../platform/ids/ids';
import { makeCardNumber } from './card-number.rules';
import { CARD_LIFETIME_MS, makeQr, parseQr } from './qr.rules';

const key = createSecretKey(randomBytes(32));
const networkId = newId();
const cardNumber = makeCardNumber();
const issuedAt = new Date('2026-11-20T12:00:00Z');
const after = (ms: number): Date => new Date(issuedAt.getTime() + ms);

describe('the QR of a card', () => {
  it('names its network, its card and its time, in digits alone', () => {
    const qr = makeQr(key, networkId, cardNumber, issuedAt);
    expect(qr).toMatch(/^\d{108}$/);
    expect(parseQr([key], qr, issuedAt)).toMatchObject({ networkId, cardNumber, issuedAt });
  });

  it('is good for two minutes from its time, and a clock a little behind does not refuse it', () => {
    const qr = makeQr(key, networkId, cardNumber, issuedAt);
    expect(parseQr([key], qr, after(CARD_LIFETIME_MS))).toBeDefined();
    expect(parseQr([key], qr, after(CARD_LIFETIME_MS + 1))).toBeUndefined();
    expect(parseQr([key], qr, after(-5_000))).toBeDefined();
    expect(parseQr([key], qr, after(-5_001))).toBeUndefined();
  });

  it('is judged as of when an offline act occurred', () => {
    const qr = makeQr(key, networkId, cardNumber, issuedAt);
    expect(parseQr([key], qr, after(30_000))).toBeDefined();
    expect(parseQr([key], qr, after(3 * 3_600_000))).toBeUndefined();
  });

  it('has one use, which is that of no other', () => {
    const uses = [issuedAt, after(1), after(2)].map(
      (at) => parseQr([key], makeQr(key, networkId, cardNumber, at), at)?.use,
    );
    expect(new Set(uses).size).toBe(3);
    expect(parseQr([key], makeQr(key, networkId, cardNumber, issuedAt), after(60_000))?.use).toBe(uses[0]);
  });

  it('has a static form that never ends and has no use to claim', () => {
    const qr = makeQr(key, networkId, cardNumber, null);
    expect(parseQr([key], qr, after(10 ** 11))).toEqual({ networkId, cardNumber, issuedAt: null, use: null });
  });

  it('is refused when any one digit is another', () => {
    const qr = makeQr(key, networkId, cardNumber, issuedAt);
    for (let at = 0; at < qr.length; at += 1) {
      const changed = `${qr.slice(0, at)}${String((Number(qr[at]) + 1) % 10)}${qr.slice(at + 1)}`;
      expect(parseQr([key], changed, issuedAt)).toBeUndefined();
    }
  });

  it('is read with every key of the ring and with no other', () => {
    const newer = createSecretKey(randomBytes(32));
    const qr = makeQr(key, networkId, cardNumber, issuedAt);
    expect(parseQr([newer, key], qr, issuedAt)).toBeDefined();
    expect(parseQr([newer], qr, issuedAt)).toBeUndefined();
    expect(parseQr([newer, key], makeQr(newer, networkId, cardNumber, issuedAt), issuedAt)?.use).toBe(
      parseQr([key], qr, issuedAt)?.use,
    );
  });

  it.each([
    '',
    '1',
    'x'.repeat(108),
    '2'.repeat(108),
    `1${'9'.repeat(107)}`,
    ` ${'1'.repeat(107)}`,
    '1'.repeat(10_000),
  ])('is not %.20s', (text) => {
    expect(parseQr([key], text, issuedAt)).toBeUndefined();
  });
});

describe('a card number', () => {
  it('has sixteen digits of which the last is right by the algorithm of Luhn', () => {
    for (let count = 0; count < 1_000; count += 1) {
      const number = makeCardNumber();
      expect(number).toMatch(/^9\d{15}$/);
      // The check written the other way: from the left, of sixteen digits the even places are doubled.
      const sum = Array.from(number)
        .map(Number)
        .map((digit, at) => (at % 2 === 0 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit]! : digit));
      expect(sum.reduce((total, digit) => total + digit, 0) % 10).toBe(0);
    }
  });

  it('is another each time', () => {
    expect(new Set(Array.from({ length: 1_000 }, makeCardNumber)).size).toBe(1_000);
  });
});
