import type { ApiReply } from '../../platform/http/api-request';
import type { BucketResult } from '../../platform/memory/token-buckets';

/** The `RateLimit-*` headers of a request's limit: requests a second, how many are left, and when all are available again. */
export function setLimitHeaders(reply: ApiReply, perSecond: number, taken: BucketResult): void {
  reply.header('RateLimit-Limit', String(perSecond));
  reply.header('RateLimit-Remaining', String(taken.remaining));
  reply.header('RateLimit-Reset', '1');
}
