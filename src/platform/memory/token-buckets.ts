const BUCKETS_MAX = 20_000;

export interface BucketResult {
  readonly allowed: boolean;
  /** Whole tokens left. */
  readonly remaining: number;
  /** Seconds until enough tokens are available again; at least 1 when refused. */
  readonly retryAfterSeconds: number;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/**
 * Token buckets of one process, filled at `perSecond` up to one second's worth. Their number is limited: beyond it full buckets are dropped or, if
 * none is full, all of them, which lets a flood through for a moment.
 */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly nowMs: () => number) {}

  take(subject: string, perSecond: number, count = 1): BucketResult {
    const now = this.nowMs();
    const bucket = this.bucketOf(subject, perSecond, now);
    bucket.tokens = Math.min(perSecond, bucket.tokens + (Math.max(0, now - bucket.filledAtMs) / 1_000) * perSecond);
    bucket.filledAtMs = now;
    // A full bucket admits even more than one second's worth, and then has to refill from below zero.
    const allowed = bucket.tokens >= Math.min(count, perSecond);
    if (allowed) bucket.tokens -= count;
    const missing = Math.min(count, perSecond) - bucket.tokens;
    return {
      allowed,
      remaining: Math.max(0, Math.floor(bucket.tokens)),
      retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil(missing / perSecond)),
    };
  }

  /** Gives tokens back to a bucket; a bucket that was dropped meanwhile is full anyway. */
  giveBack(subject: string, count: number): void {
    const bucket = this.buckets.get(subject);
    // The next use caps the bucket at one second's tokens.
    if (bucket !== undefined) bucket.tokens += count;
  }

  private bucketOf(subject: string, perSecond: number, now: number): Bucket {
    let bucket = this.buckets.get(subject);
    if (bucket === undefined) {
      if (this.buckets.size >= BUCKETS_MAX) this.forgetFull(now);
      bucket = { tokens: perSecond, filledAtMs: now };
      this.buckets.set(subject, bucket);
    }
    return bucket;
  }

  private forgetFull(now: number): void {
    for (const [subject, bucket] of this.buckets) if (now - bucket.filledAtMs >= 1_000) this.buckets.delete(subject);
    if (this.buckets.size >= BUCKETS_MAX) this.buckets.clear();
  }
}
