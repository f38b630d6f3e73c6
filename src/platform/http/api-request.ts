import type { ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Request data for logs, languages and keys; the guard of the security layer adds more. */
export interface RequestCaller {
  readonly kind: string;
  readonly id: string;
  readonly networkId: string | null;
  /** API keys only: the integration to which the key belongs. */
  readonly integrationId?: string;
}

/** A request as the doors of this application see it: `id` is the request id, `user` is there after the guard. */
export type ApiRequest = FastifyRequest & { user?: RequestCaller };
export type ApiReply = FastifyReply;

/** The request of a guard's or parameter's context; `switchToHttp` makes three functions each time it is called. */
export function requestOf<Request = ApiRequest>(context: ExecutionContext): Request {
  return context.getArgByIndex<Request>(0);
}

/** The reply of a guard's or parameter's context. */
export function replyOf(context: ExecutionContext): ApiReply {
  return context.getArgByIndex<ApiReply>(1);
}
