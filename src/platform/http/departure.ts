import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { settings } from '../settings/settings';

/** A client that sends a request at least this often learns of the closed connection from a response, so it never writes into a closed one. */
const REPLACED_MS = 3_000;

/**
 * The last seconds of a server that stops. It still answers, but closes each connection after its next response, so that clients and load balancers
 * move away before it ends.
 */
@Injectable()
export class Departure {
  private begun: 'STOPS' | 'REPLACED' | undefined;

  get hasBegun(): boolean {
    return this.begun !== undefined;
  }

  /** Whether load balancers must stop using this server's address, because no other server answers there. */
  get leavesAddress(): boolean {
    return this.begun === 'STOPS';
  }

  /**
   * Resolves when the server may close.
   *
   * @param as `REPLACED`: other servers answer on the same port, so this one stays ready
   */
  async announce(as: 'STOPS' | 'REPLACED'): Promise<void> {
    this.begun = as;
    const ms = settings.drainSeconds * 1_000;
    await pause(as === 'REPLACED' ? Math.max(ms, REPLACED_MS) : ms);
  }
}
