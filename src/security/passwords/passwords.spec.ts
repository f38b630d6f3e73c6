import { hashSync } from 'bcryptjs';
import { settings } from '../../platform/settings/settings';
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
    const [longest, longer] = ['жёю'.repeat(12), `${'жёю'.repeat(12)}x`];
    await expect(passwords.hash(longer)).rejects.toMatchObject({ code: 'password_too_long', data: { max: 72 } });
    const hash = await passwords.hash(longest);
    expect(await passwords.matches(longest, hash)).toBe(true);
    // bcrypt itself would read the first 72 bytes and say yes.
    expect(await passwords.matches(longer, hash)).toBe(false);
  });

  it('are refused when too short, in letters and not in bytes', () => {
    expect(() => passwords.assertAcceptable('ю'.repeat(9))).toThrow('password_too_short');
    expect(() => passwords.assertAcceptable('жё'.repeat(5))).not.toThrow();
  });

  it.each([
    [
      'password',
      ['password12', 'Password2026!', '!!administrator!!', '1qaz2wsx3edc', 'iloveyou..', 'passwordpassword'],
    ],
    ['run of keys', ['qwertyuiop', '1234567890', '1111111111', 'йцукенгшщз', 'aaaaaaaaaaaa']],
    ['Russian password', ['пароль1234', 'Пароль2026!']],
  ])('are refused when anybody would guess them: a common %s', (_kind, common) => {
    for (const password of common) expect(() => passwords.assertAcceptable(password)).toThrow('password_too_common');
  });

  it('are taken when only a part of them is common', () => {
    for (const password of ['correct horse', 'password of my aunt', 'три тихих слова', 'margherita-77-oven'])
      expect(() => passwords.assertAcceptable(password)).not.toThrow();
  });

  it("of the demonstration open nothing in production, and can't be set there", async () => {
    const hash = await passwords.hash('loyalty-demo');
    expect(await passwords.matches('loyalty-demo', hash)).toBe(true);
    jest.replaceProperty(settings, 'production', true);
    expect(await passwords.matches('loyalty-demo', hash)).toBe(false);
    expect(() => passwords.assertAcceptable('loyalty-demo')).toThrow('password_too_common');
    jest.restoreAllMocks();
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
