import type { ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Request data for logs, languages and keys; the guard of the security layer adds more. */
export interface RequestCaller {
  readonly kind: string;
  readonly id: string;
  readonly networkId: string | null;
  /** Set for API keys only: the integration to which the key belongs. */
  readonly integrationId?: string;
}

/** A request of this application: `id` is the request id; `user` is set once the guard has run. */
export type ApiRequest = FastifyRequest & { user?: RequestCaller };
export type ApiReply = FastifyReply;

/** The request of a context of Nest. Avoids `switchToHttp`, which makes three functions at each call. */
export function requestOf<Request = ApiRequest>(context: ExecutionContext): Request {
  return context.getArgByIndex<Request>(0);
}

/** The reply of a context of Nest. */
export function replyOf(context: ExecutionContext): ApiReply {
  return context.getArgByIndex<ApiReply>(1);
}
