import type { ExecutionContext } from '@nestjs/common';
import type { Taken } from './token-buckets';

interface HeaderBearer {
  header(name: string, value: string): unknown;
}

/** `RateLimit-*` of the limit that this request counted against: a second's worth, what is left, when it is full again. */
export function setLimitHeaders(context: ExecutionContext, perSecond: number, taken: Taken): void {
  const reply = context.switchToHttp().getResponse<HeaderBearer>();
  reply.header('RateLimit-Limit', String(perSecond));
  reply.header('RateLimit-Remaining', String(taken.remaining));
  reply.header('RateLimit-Reset', '1');
}
