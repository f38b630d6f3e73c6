import { ProblemError } from './problem';

const COME_AGAIN_SECONDS = 1;

/**
 * Work of callers that gives way to tills, so that more of it may come than is done: beyond a bound in this process a caller
 * is asked to come again, and nothing of its call was begun. A call that is larger than the bound is taken while no other is there.
 */
export class BoundedWork {
  private readonly underWay = new Map<string, number>();
  private all = 0;

  constructor(private readonly most: { readonly ofNetwork: number; readonly ofAll: number }) {}

  /**
   * @param count how much of the bounds the work takes
   * @throws ProblemError `rate_limited` where too much is under way; whatever the work throws
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
