import type { IncomingMessage, ServerResponse } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import { DEFAULT_LANGUAGE, languageOfHeader } from '../language/language';
import { TokenBuckets } from '../memory/token-buckets';
import { ProblemError } from '../problems/problem';
import { settings } from '../settings/settings';
import { clientOf } from './connections';
import type { KnownCallers } from './known-callers';
import { PROBLEM_TYPE, renderProblem } from './problem.renderer';
import { requestIdOf } from './request-id';

/** The longest name of DNS in text, without a port. */
const HOST_CHARACTERS = 253;
const PORT = /:\d{1,5}$/;
/** Each process counts for itself. A page is some thirty requests, so the guests of a restaurant open a dozen a second. */
const STRANGERS_PER_ADDRESS_PER_SECOND = 500;

/** Looks at requests before they are routed. Nothing reads the texts of a request that it refuses. */
export class Admission {
  private callers: KnownCallers | undefined;
  private readonly requests = new TokenBuckets(() => performance.now());
  private readonly trusts = proxyAddr.compile([...settings.trustProxy]);

  /** Until the application says whom it knows, all are strangers. */
  learn(callers: KnownCallers): void {
    this.callers = callers;
  }

  isTrustedProxy(address: string): boolean {
    return this.trusts(address, 0);
  }

  isKnown({ headers }: IncomingMessage): boolean {
    return headers.authorization !== undefined && this.callers?.isKnown(headers.authorization) === true;
  }

  admit(request: IncomingMessage, response: ServerResponse): boolean {
    const problem = this.refusalOf(request);
    if (problem === undefined) return true;
    const language = languageOfHeader(request.headers['accept-language']) ?? DEFAULT_LANGUAGE;
    const id = requestIdOf(request);
    response.writeHead(problem.status, {
      'Content-Type': PROBLEM_TYPE,
      'Cache-Control': 'no-store',
      'X-Request-Id': id,
      // The rest of the request is not read.
      Connection: 'close',
      ...(problem.retryAfterSeconds !== undefined && { 'Retry-After': problem.retryAfterSeconds }),
    });
    response.end(JSON.stringify(renderProblem(problem, id, language)));
    return false;
  }

  private refusalOf(request: IncomingMessage): ProblemError | undefined {
    const { host = '', 'x-forwarded-host': forwardedHost = '' } = request.headers;
    if ([host, forwardedHost].flat().some((name) => name.replace(PORT, '').length > HOST_CHARACTERS))
      return new ProblemError('host_too_long', { max: HOST_CHARACTERS });
    if (!settings.rateLimits || this.isKnown(request)) return undefined;
    const client = clientOf(proxyAddr(request, this.trusts));
    const { allowed, retryAfterSeconds } = this.requests.take(client, STRANGERS_PER_ADDRESS_PER_SECOND);
    return allowed ? undefined : new ProblemError('rate_limited', {}, [], retryAfterSeconds);
  }
}
