import { Injectable } from '@nestjs/common';
import type { ApiRequest } from '../../../platform/http/api-request';
import { RateLimiter } from '../../../security';
import type { Connection } from '../../connections/connection';
import { Connections } from '../../connections/connections';

/** Admits calls of R-Keeper: finds the connection whose secret stands in the path. */
@Injectable()
export class RkeeperDoor {
  constructor(
    private readonly connections: Connections,
    private readonly limiter: RateLimiter,
  ) {}

  /** @throws ProblemError `not_found`; `unavailable` for a secret that this process has not met while the database is away */
  async admit(request: ApiRequest, token: string): Promise<Connection<'RKEEPER'>> {
    const connection = await this.connections.getByToken('RKEEPER', token);
    // Only calls without a good secret count against their address: a restaurant's tills share one.
    this.limiter.giveBackUnauthenticated(request.ip);
    return connection;
  }
}
