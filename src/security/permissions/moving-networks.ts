import { Injectable } from '@nestjs/common';
import { MOVING_RETRY_SECONDS } from '../../platform/problems/limits';
import { ProblemError } from '../../platform/problems/problem';

/** Networks that are moving to another installation, by this process's cached configuration. */
@Injectable()
export class MovingNetworks {
  private isMoving: (networkId: string) => boolean = () => false;

  /** @param isMoving answers without a query */
  readFrom(isMoving: (networkId: string) => boolean): void {
    this.isMoving = isMoving;
  }

  /** @throws ProblemError `network_moving` */
  refuse(networkId: string): void {
    if (this.isMoving(networkId)) throw networkMoving();
  }
}

/** Nothing was written, so the caller may repeat the request under its idempotency key. */
export function networkMoving(): ProblemError {
  return new ProblemError('network_moving', {}, [], MOVING_RETRY_SECONDS);
}
