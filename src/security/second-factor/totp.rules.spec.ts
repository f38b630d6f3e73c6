import { base32, codeOfStep, findStepOfCode } from './totp.rules';

/** The secret of the test vectors of RFC 4226 and RFC 6238. */
const secret = Buffer.from('12345678901234567890');

describe('one-time codes', () => {
  it('are those of RFC 4226, appendix D', () => {
    const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
    expect(codes.map((_code, step) => codeOfStep(secret, step))).toEqual(codes);
  });

  it('are those of RFC 6238, appendix B, in their last six digits', () => {
    const vectors: [seconds: number, code: string][] = [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_111_111_111, '050471'],
      [1_234_567_890, '005924'],
      [2_000_000_000, '279037'],
      [20_000_000_000, '353130'],
    ];
    for (const [seconds, code] of vectors) {
      expect(findStepOfCode(secret, code, seconds * 1_000, -1)).toBe(Math.floor(seconds / 30));
    }
  });

  it('are taken one step early or late, and no further', () => {
    const now = 1_234_567_890_000;
    const step = Math.floor(now / 30_000);
    const taken = [-2, -1, 0, 1, 2].map((drift) => findStepOfCode(secret, codeOfStep(secret, step + drift), now, 0));
    expect(taken).toEqual([undefined, step - 1, step, step + 1, undefined]);
  });

  it('are good once, and none older after one was used', () => {
    const now = 1_234_567_890_000;
    const step = Math.floor(now / 30_000);
    expect(findStepOfCode(secret, codeOfStep(secret, step), now, step)).toBeUndefined();
    expect(findStepOfCode(secret, codeOfStep(secret, step - 1), now, step)).toBeUndefined();
    expect(findStepOfCode(secret, codeOfStep(secret, step + 1), now, step)).toBe(step + 1);
  });

  it('have secrets in the base32 of RFC 4648, without padding', () => {
    const vectors = {
      '': '',
      f: 'MY',
      fo: 'MZXQ',
      foo: 'MZXW6',
      foob: 'MZXW6YQ',
      fooba: 'MZXW6YTB',
      foobar: 'MZXW6YTBOI',
    };
    for (const [text, encoded] of Object.entries(vectors)) expect(base32(Buffer.from(text))).toBe(encoded);
  });
});
