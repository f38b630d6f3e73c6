import type { ApiReply } from '../../platform/http/api-request';
import type { Taken } from './token-buckets';

/** `RateLimit-*` of the limit that this request counted against: a second's worth, what is left, when it is full again. */
export function setLimitHeaders(reply: ApiReply, perSecond: number, taken: Taken): void {
  reply.header('RateLimit-Limit', String(perSecond));
  reply.header('RateLimit-Remaining', String(taken.remaining));
  reply.header('RateLimit-Reset', '1');
}
