import fc from 'fast-check';
import { parseKeyRing } from '../../../security/secrets/key-ring';
import { judgeAllowance, makeToken, parseToken, type SignedAllowance } from './allowance-token.rules';

const entry = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const ringOf = (...entries: string[]) => parseKeyRing('QR_KEYS', entries, 32);
const RING = ringOf(entry('a', 1));
const NOON = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;
const SIGNED: SignedAllowance = {
  id: '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d01',
  networkId: '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d02',
  pointOfSaleId: '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d03',
  deviceId: 'касса "1"',
  points: 500,
  from: NOON,
  until: NOON + 60 * MINUTE,
};
const TOKEN = makeToken(RING.newest, SIGNED);

describe('the token of an allowance', () => {
  it('has one form, which tills keep while a server is exchanged', () => {
    // Made by another hand: Python's json, hmac and base64.
    expect(TOKEN).toBe(
      '1.a.WyIwMTk4ZjJjNC03YjFlLTdjM2EtOWQ1Mi0zZjZhMWIyYzRkMDEiLCIwMTk4ZjJjNC03YjFlLTdjM2EtOWQ1Mi0zZjZhMWIyYzRkM' +
        'DIiLCIwMTk4ZjJjNC03YjFlLTdjM2EtOWQ1Mi0zZjZhMWIyYzRkMDMiLCLQutCw0YHRgdCwIFwiMVwiIiw1MDAsMTc5NTE3NjAwMDAwMC' +
        'wxNzk1MTc5NjAwMDAwXQ.z48aL6dXk-h502WIbPwCLSo-17wyEiomfs3g8DQFIQg',
    );
  });

  it('says what was signed, and nothing once any character of it is another', () => {
    expect(parseToken(RING, TOKEN)).toEqual(SIGNED);
    const letters = fc.constantFrom('.', 'A', 'B', 'x', 'z', '0', '1', '-', '_');
    fc.assert(
      fc.property(fc.nat(TOKEN.length - 1), letters, (at, letter) => {
        const other = TOKEN.slice(0, at) + letter + TOKEN.slice(at + 1);
        // The last letter of a signature bears two bits that nothing is read from.
        fc.pre(other !== TOKEN && at < TOKEN.length - 1);
        expect(parseToken(RING, other)).toBeUndefined();
      }),
    );
    for (const none of ['', '.', '...', '1.a..', `${TOKEN}.`, TOKEN.slice(0, -1), `2${TOKEN.slice(1)}`])
      expect(parseToken(RING, none)).toBeUndefined();
  });

  it('is read as long as its key is in the ring', () => {
    const rotated = ringOf(entry('b', 2), entry('a', 1));
    expect(parseToken(rotated, TOKEN)).toEqual(SIGNED);
    expect(makeToken(rotated.newest, SIGNED)).toMatch(/^1\.b\./);
    expect(parseToken(ringOf(entry('b', 2)), TOKEN)).toBeUndefined();
    expect(parseToken(ringOf(entry('a', 2)), TOKEN)).toBeUndefined();
  });
});

describe('an act that came with a token', () => {
  const ACT = { ...SIGNED, occurredAt: NOON, isClockBack: false };
  it.each([
    ['is paid from when it was made', {}, { id: SIGNED.id }],
    ['is paid to its last millisecond', { occurredAt: SIGNED.until - 1 }, { id: SIGNED.id }],
    ['is not paid after it', { occurredAt: SIGNED.until }, { refused: 'allowance_expired' }],
    ['may be of a clock that is a little behind', { occurredAt: NOON - 5 * MINUTE }, { id: SIGNED.id }],
    ['may not be of before it', { occurredAt: NOON - 5 * MINUTE - 1 }, { refused: 'device_clock_back' }],
    ['may not be of a clock put back', { isClockBack: true }, { refused: 'device_clock_back' }],
    ['has to be of its till', { pointOfSaleId: SIGNED.id }, { refused: 'allowance_of_another_till' }],
    ['has to be at a till', { pointOfSaleId: null }, { refused: 'allowance_of_another_till' }],
    ['has to be of its device', { deviceId: 'till-2' }, { refused: 'allowance_of_another_till' }],
    ['has to be of its network', { networkId: SIGNED.id }, { refused: 'allowance_unknown' }],
  ])('%s', (_name, changes, judged) => {
    expect(judgeAllowance(SIGNED, { ...ACT, ...changes })).toEqual(judged);
  });

  it('is not paid by what nobody signed', () => {
    expect(judgeAllowance(undefined, ACT)).toEqual({ refused: 'allowance_unknown' });
  });
});
