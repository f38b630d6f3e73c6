import type { FastifyReply, FastifyRequest } from 'fastify';

/** What logs, languages and keys need to know of whoever asks; the guard of the security layer sets more. */
export interface RequestCaller {
  readonly kind: string;
  readonly id: string;
  readonly networkId: string | null;
}

/** A request as the doors of this application see it: `id` is the request id, `user` is there after the guard. */
export type ApiRequest = FastifyRequest & { user?: RequestCaller };
export type ApiReply = FastifyReply;
