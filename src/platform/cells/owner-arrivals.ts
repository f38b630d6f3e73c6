import { Injectable } from '@nestjs/common';

/** Fetches an owner's account from the home cell when the owner calls this cell, before the call's permission is checked. */
@Injectable()
export class OwnerArrivals {
  private meetOne: (sessionId: string) => Promise<void> = () => Promise.resolve();

  /** @param meet resolves once this cell has what the home cell knows of the session; its ids may belong to no session */
  whenOneCalls(meet: (sessionId: string) => Promise<void>): void {
    this.meetOne = meet;
  }

  meet(sessionId: string): Promise<void> {
    return this.meetOne(sessionId);
  }
}
