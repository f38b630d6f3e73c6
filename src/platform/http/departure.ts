import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { settings } from '../settings/settings';

/**
 * The last seconds of a server that was told to stop. It is not ready any more and closes each connection with its next
 * response, but serves on, so that balancers take it out before it is gone.
 */
@Injectable()
export class Departure {
  private announced = false;

  get hasBegun(): boolean {
    return this.announced;
  }

  /** Resolves when the server may close. */
  async announce(): Promise<void> {
    this.announced = true;
    await pause(settings.drainSeconds * 1_000);
  }
}
