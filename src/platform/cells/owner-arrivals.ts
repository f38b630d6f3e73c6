import { Injectable } from '../injectable';

/** Tells who keeps the owners of the installation in this cell that one of them calls, before the call is judged. */
@Injectable()
export class OwnerArrivals {
  private meetOne: (sessionId: string) => Promise<void> = () => Promise.resolve();

  /** @param meet resolves when the cell knows whatever home knows of the session; called with ids that may be of no session */
  whenOneCalls(meet: (sessionId: string) => Promise<void>): void {
    this.meetOne = meet;
  }

  meet(sessionId: string): Promise<void> {
    return this.meetOne(sessionId);
  }
}
