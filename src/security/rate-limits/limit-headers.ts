import type { ApiReply } from '../../platform/http/api-request';
import type { Taken } from './token-buckets';

/** The `RateLimit-*` headers of the limit of this request: requests a second, how many are left, and when all are again. */
export function setLimitHeaders(reply: ApiReply, perSecond: number, taken: Taken): void {
  reply.header('RateLimit-Limit', String(perSecond));
  reply.header('RateLimit-Remaining', String(taken.remaining));
  reply.header('RateLimit-Reset', '1');
}
