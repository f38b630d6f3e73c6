import type { ApiReply, ApiRequest } from './api-request';

/** Knows a caller before the body of the request is read; the security layer provides it. */
export abstract class KnownCallers {
  /** @throws ProblemError `unauthenticated`, `session_ended`, `forbidden`, `rate_limited` */
  abstract require(request: ApiRequest, reply: ApiReply): Promise<void>;
}
