import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { settings } from '../settings/settings';

/**
 * The last seconds of a server that stops. It reports that it is not ready and closes each connection with its next
 * response, but still serves, so that load balancers remove it before it ends.
 */
@Injectable()
export class Departure {
  private announced = false;

  get hasBegun(): boolean {
    return this.announced;
  }

  /** Resolves when the server can close. */
  async announce(): Promise<void> {
    this.announced = true;
    await pause(settings.drainSeconds * 1_000);
  }
}
