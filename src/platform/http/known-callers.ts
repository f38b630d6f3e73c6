import type { ApiReply, ApiRequest } from './api-request';

/** Identifies a caller before the request's body is read. The security layer provides it. */
export abstract class KnownCallers {
  /** @throws ProblemError `unauthenticated`, `session_ended`, `forbidden`, `rate_limited` */
  abstract require(request: ApiRequest, reply: ApiReply): Promise<void>;
}
