import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { settings } from '../settings/settings';

/** Clients that ask at least so often notice that their connection closes, and never send into a closed one. */
const REPLACED_MS = 3_000;

/**
 * The last seconds of a server that stops. It closes each connection with its next response, but still serves, so that clients
 * and load balancers leave it before it ends.
 */
@Injectable()
export class Departure {
  private begun: 'STOPS' | 'REPLACED' | undefined;

  get hasBegun(): boolean {
    return this.begun !== undefined;
  }

  /** Whether load balancers must take the address of this server out: no other server answers at it. */
  get leavesAddress(): boolean {
    return this.begun === 'STOPS';
  }

  /**
   * Resolves when the server can close.
   *
   * @param as `REPLACED`: other servers answer on the same port, so this one stays ready
   */
  async announce(as: 'STOPS' | 'REPLACED'): Promise<void> {
    this.begun = as;
    const ms = settings.drainSeconds * 1_000;
    await pause(as === 'REPLACED' ? Math.max(ms, REPLACED_MS) : ms);
  }
}
