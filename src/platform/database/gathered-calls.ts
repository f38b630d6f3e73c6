import { answerTogether, type PendingCall } from './pending-call';

interface Gathering<Asked, Answer> {
  /** The most that go together. */
  readonly maxSize: number;
  /** Of one network at once. */
  readonly atOnce: number;
  /** Fewer wait for those that are under way, and go together. */
  readonly minBeside: number;
  /** An answer for each, in their order; what it throws all of them hear. */
  readonly run: (networkId: string, asked: readonly Asked[]) => Promise<readonly Answer[]>;
}

/** Calls of one network that go together: what is asked while others are under way waits, and goes with the next. */
export class GatheredCalls<Asked, Answer> {
  private readonly waiting = new Map<string, PendingCall<Asked, Answer>[]>();
  private readonly running = new Map<string, number>();

  constructor(private readonly gathering: Gathering<Asked, Answer>) {}

  call(networkId: string, asked: Asked): Promise<Answer> {
    return new Promise((settle, fail) => {
      const known = this.waiting.get(networkId);
      if (known === undefined) {
        this.waiting.set(networkId, [{ asked, settle, fail }]);
        // What arrived together goes together.
        setImmediate(() => this.start(networkId));
      } else {
        known.push({ asked, settle, fail });
        if (known.length === this.gathering.minBeside) setImmediate(() => this.start(networkId));
      }
    });
  }

  private start(networkId: string): void {
    const { maxSize, atOnce, minBeside } = this.gathering;
    const calls = this.waiting.get(networkId) ?? [];
    const running = this.running.get(networkId) ?? 0;
    if (calls.length === 0 || running === atOnce || (running > 0 && calls.length < minBeside)) return;
    const left = calls.slice(maxSize);
    if (left.length > 0) this.waiting.set(networkId, left);
    else this.waiting.delete(networkId);
    this.running.set(networkId, running + 1);
    void this.run(networkId, calls.slice(0, maxSize)).then(() => {
      const others = (this.running.get(networkId) ?? 1) - 1;
      if (others === 0) this.running.delete(networkId);
      else this.running.set(networkId, others);
      this.start(networkId);
    });
  }

  /** Never rejects. */
  private async run(networkId: string, calls: readonly PendingCall<Asked, Answer>[]): Promise<void> {
    try {
      await answerTogether(calls, (asked) => this.gathering.run(networkId, asked));
    } catch (error) {
      for (const { fail } of calls) fail(error);
    }
  }
}
