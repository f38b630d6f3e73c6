import { Injectable } from '@nestjs/common';
import type { ApiRequest } from '../../../platform/http/api-request';
import { answerEndsAtMs } from '../../../platform/spool/answer-time';
import { RateLimiter } from '../../../security';
import type { CallingConnection } from '../../connections/connection';
import { Connections } from '../../connections/connections';

/** Lets calls of R-Keeper in: finds the connection whose secret is in the path. */
@Injectable()
export class RkeeperDoor {
  constructor(
    private readonly connections: Connections,
    private readonly limiter: RateLimiter,
  ) {}

  /** @throws ProblemError `not_found`; `unavailable` for a secret unknown to this process while the database is away */
  async admit(request: ApiRequest, token: string): Promise<CallingConnection<'RKEEPER'>> {
    const connection = await this.connections.getByToken('RKEEPER', token, answerEndsAtMs(request));
    // Only calls without a valid secret count towards their address's limit, because a restaurant's tills share one address.
    this.limiter.giveBackUnauthenticated(request.ip);
    return connection;
  }
}
