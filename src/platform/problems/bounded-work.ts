import { ProblemError } from './problem';

const COME_AGAIN_SECONDS = 1;

/**
 * Limits work that must leave room for tills. Beyond a limit in this process, the caller is told to try again later, before any work of the call
 * has begun. A call larger than the limit runs when no other does.
 */
export class BoundedWork {
  private readonly underWay = new Map<string, number>();
  private all = 0;

  constructor(private readonly most: { readonly ofNetwork: number; readonly ofAll: number }) {}

  /**
   * Runs the work if the limits leave room.
   * @param count how much of the limits the work uses
   * @throws ProblemError `rate_limited` where too much is running; whatever the work throws
   */
  async run<T>(networkId: string, count: number, work: () => Promise<T>): Promise<T> {
    const ofNetwork = this.underWay.get(networkId) ?? 0;
    const isFull = this.all + count > this.most.ofAll || ofNetwork + count > this.most.ofNetwork;
    if (this.all > 0 && isFull) throw new ProblemError('rate_limited', {}, [], COME_AGAIN_SECONDS);
    this.add(networkId, count);
    try {
      return await work();
    } finally {
      this.add(networkId, -count);
    }
  }

  private add(networkId: string, count: number): void {
    this.all += count;
    const ofNetwork = (this.underWay.get(networkId) ?? 0) + count;
    if (ofNetwork > 0) this.underWay.set(networkId, ofNetwork);
    else this.underWay.delete(networkId);
  }
}
