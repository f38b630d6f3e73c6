import { TokenBuckets } from './token-buckets';

describe('a token bucket', () => {
  let now = 0;
  let buckets: TokenBuckets;

  beforeEach(() => {
    now = 1_000_000;
    buckets = new TokenBuckets(() => now);
  });

  const takeMany = (times: number, subject = 'a') =>
    Array.from({ length: times }, () => buckets.take(subject, 10).allowed).filter(Boolean).length;

  it("lets a second's worth through at once and then what time brings", () => {
    expect(takeMany(15)).toBe(10);
    now += 500;
    expect(takeMany(15)).toBe(5);
    now += 60_000;
    expect(takeMany(15)).toBe(10);
  });

  it('says what is left and when to come again', () => {
    expect(buckets.take('a', 10)).toEqual({ allowed: true, remaining: 9, retryAfterSeconds: 0 });
    takeMany(9);
    expect(buckets.take('a', 10)).toEqual({ allowed: false, remaining: 0, retryAfterSeconds: 1 });
  });

  it('counts subjects apart', () => {
    takeMany(15);
    expect(takeMany(15, 'b')).toBe(10);
  });

  it("takes more at once than a second's worth when full, and is then closed until that is paid", () => {
    expect(buckets.take('a', 10, 35).allowed).toBe(true);
    now += 2_000;
    expect(buckets.take('a', 10).allowed).toBe(false);
    now += 600;
    expect(buckets.take('a', 10).allowed).toBe(true);
  });

  it('does not give tokens when the clock goes back', () => {
    takeMany(10);
    now -= 5_000;
    expect(takeMany(1)).toBe(0);
  });

  it('forgets subjects rather than growing without end', () => {
    for (let subject = 0; subject < 45_000; subject += 1) buckets.take(String(subject), 10);
    expect((buckets as unknown as { buckets: Map<string, unknown> }).buckets.size).toBeLessThanOrEqual(20_000);
  });
});
