import { Injectable } from '@nestjs/common';
import type { ApiRequest } from '../../../platform/http/api-request';
import { ProblemError } from '../../../platform/problems/problem';
import { answerEndsAtMs } from '../../../platform/spool/answer-time';
import { RateLimiter } from '../../../security';
import type { CallingConnection } from '../../connections/connection';
import { Connections } from '../../connections/connections';

/** iiko sends the bare token; a plugin may write `Bearer` before it. */
const SCHEME = /^bearer /i;

/** Lets calls of iiko in: finds the connection whose secret a call carries. */
@Injectable()
export class IikoDoor {
  constructor(
    private readonly connections: Connections,
    private readonly limiter: RateLimiter,
  ) {}

  /** @throws ProblemError `unauthenticated`; `unavailable` for a secret unknown to this process while the database is away */
  async admit(request: ApiRequest): Promise<CallingConnection<'IIKO'>> {
    const token = (request.headers['authorization'] ?? '').replace(SCHEME, '');
    try {
      const connection = await this.connections.getByToken('IIKO', token, answerEndsAtMs(request));
      // Only calls without a valid secret count towards their address's limit, because a restaurant's tills share one address.
      this.limiter.giveBackUnauthenticated(request.ip);
      return connection;
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'not_found') throw new ProblemError('unauthenticated');
      throw error;
    }
  }
}
