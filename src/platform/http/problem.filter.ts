import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { Logger } from '../telemetry/logger';
import type { Language } from '../language/language';
import type { ApiReply, ApiRequest } from './api-request';
import { judge } from './failure';
import { REPLAYED_HEADER } from './key-header';
import { Languages } from './languages';
import { MethodsOfPaths } from './methods-of-paths';
import { ProblemError, ReplayedProblemError } from '../problems/problem';
import { PROBLEM_TYPE, renderProblem } from './problem.renderer';

/** Turns every failure into a response. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly languages: Languages,
    private readonly methods: MethodsOfPaths,
    private readonly logger: Logger,
  ) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<ApiRequest>();
    const reply = http.getResponse<ApiReply>();
    const { problem, log } = judge(thrown);
    if (log !== null) this.logger.failure(log, request, thrown);
    const known = this.withWhatTheRouteKnows(thrown, problem, request, reply);
    const language = await this.languages.of(request);
    const { told, body } = this.render(known, request, language);
    if (reply.sent || reply.raw.headersSent) return;
    if (told.retryAfterSeconds !== undefined) reply.header('Retry-After', String(told.retryAfterSeconds));
    // RFC 9110, 15.5.2: a 401 names the scheme. Browsers show no dialog for this one.
    if (told.status === 401) reply.header('WWW-Authenticate', 'Bearer');
    if (told instanceof ReplayedProblemError) reply.header(REPLAYED_HEADER, 'true');
    reply.code(told.status).header('Content-Language', language).header('Vary', 'Accept-Language');
    // Sent as a string, so that the serializer of the route's responses leaves it alone.
    reply.type(PROBLEM_TYPE).send(JSON.stringify(body));
  }

  /** Renders a problem. If its words can't be made, which is a bug, the caller still gets a response. */
  private render(problem: ProblemError, request: ApiRequest, language: Language) {
    try {
      return { told: problem, body: renderProblem(problem, request.id, language) };
    } catch (error) {
      this.logger.failure('error', request, error);
      const told = new ProblemError('internal_error');
      return { told, body: renderProblem(told, request.id, language) };
    }
  }

  /** Adds details that only the request has: the body limit of its route, or the methods of its path. */
  private withWhatTheRouteKnows(
    thrown: unknown,
    problem: ProblemError,
    request: ApiRequest,
    reply: ApiReply,
  ): ProblemError {
    if (problem.code === 'payload_too_large')
      return new ProblemError('payload_too_large', { max: request.routeOptions.bodyLimit });
    if (!(thrown instanceof HttpException) || problem.code !== 'not_found') return problem;
    const methods = this.methods.of(request.url);
    if (methods.length === 0 || methods.includes(request.method)) return problem;
    const allowed = methods.join(', ');
    reply.header('Allow', allowed);
    return new ProblemError('method_not_allowed', { allowed });
  }
}
