import type { ApiReply, ApiRequest } from './api-request';

/** Identifies a caller before the request's body is read. The security layer provides it. */
export abstract class KnownCallers {
  /** Whether this process let the bearer of the `Authorization` header in lately. It asks nobody and verifies nothing. */
  abstract isKnown(authorization: string): boolean;

  /** @throws ProblemError `unauthenticated`, `session_ended`, `forbidden`, `rate_limited` */
  abstract require(request: ApiRequest, reply: ApiReply): Promise<void>;
}
