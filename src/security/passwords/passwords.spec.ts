import { hashSync } from 'bcryptjs';
import { Passwords } from './passwords';

describe('passwords', () => {
  const passwords = new Passwords();
  afterAll(() => passwords.onApplicationShutdown());

  it('match their hash and no other', async () => {
    const hash = await passwords.hash('correct horse');
    expect(hash).toMatch(/^\$2b\$10\$/);
    expect(await passwords.matches('correct horse', hash)).toBe(true);
    expect(await passwords.matches('correct hors', hash)).toBe(false);
    expect(await passwords.matches('anything', null)).toBe(false);
    expect(await passwords.matches('correct horse', hashSync('correct horse', 4))).toBe(true);
  });

  it('of 72 bytes are taken whole, of 73 refused, in bytes and not in letters', async () => {
    const [longest, longer] = ['ю'.repeat(36), `${'ю'.repeat(36)}x`];
    await expect(passwords.hash(longer)).rejects.toMatchObject({ code: 'password_too_long', data: { max: 72 } });
    const hash = await passwords.hash(longest);
    expect(await passwords.matches(longest, hash)).toBe(true);
    // bcrypt itself would read the first 72 bytes and say yes.
    expect(await passwords.matches(longer, hash)).toBe(false);
  });

  it('are refused when too short, in letters and not in bytes', () => {
    expect(() => passwords.assertAcceptable('ю'.repeat(9))).toThrow('password_too_short');
    expect(() => passwords.assertAcceptable('ю'.repeat(10))).not.toThrow();
  });

  it('are worked on beside the event loop, many at a time', async () => {
    const hash = hashSync('correct horse', 10);
    const before = performance.eventLoopUtilization();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_try, at) => passwords.matches(at % 2 === 0 ? 'correct horse' : 'wrong', hash)),
    );
    const { utilization } = performance.eventLoopUtilization(before);
    expect(answers).toEqual([true, false, true, false, true, false, true, false]);
    // Eight hashes on the event loop would leave it nothing else to do, on a busy machine as on a quiet one.
    expect(utilization).toBeLessThan(0.5);
  });

  it('are refused a place when too many wait already', async () => {
    const cheap = hashSync('x', 4);
    const answers = await Promise.allSettled(Array.from({ length: 300 }, async () => passwords.matches('x', cheap)));
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused.length).toBeGreaterThan(50);
    expect(refused.length).toBeLessThanOrEqual(100);
    expect(refused[0]?.reason).toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
  });

  it('are told of a hash that is none as a failure, not as a wrong password', async () => {
    await expect(passwords.matches('correct horse', 'x'.repeat(60))).rejects.toThrow();
  });
});
