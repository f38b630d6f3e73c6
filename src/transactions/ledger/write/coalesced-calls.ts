import { answerTogether, type PendingCall } from '../../../platform/database/pending-call';
import { isRolledBack } from './attempts';

interface OfNetwork {
  readonly networkId: string;
}

interface Statement<Asked, Answer> {
  /** How many statements run at once. */
  readonly max: number;
  /** The most rows that one statement carries. A larger call gets a statement of its own. */
  readonly maxSize: number;
  readonly sizeOf: (asked: Asked) => number;
  /** Runs one statement in one transaction, for different networks sorted by id. Returns an answer for each, in order. */
  readonly run: (asked: readonly Asked[]) => Promise<readonly Answer[]>;
}

/**
 * Groups calls of different networks into shared statements. Calls that come while all statements are running wait for
 * the next one, so a statement carries more when few are free. If a statement fails, everything in it was rolled back.
 * Each of its calls is then repeated alone, so that only the call with the error fails.
 */
export class CoalescedCalls<Asked extends OfNetwork, Answer> {
  private waiting: PendingCall<Asked, Answer>[] = [];
  private running = 0;
  private scheduled = false;

  constructor(private readonly statement: Statement<Asked, Answer>) {}

  /** @throws the database's errors; when the connection is lost, whether the call was carried out is unknown */
  call(asked: Asked): Promise<Answer> {
    return new Promise((settle, fail) => {
      this.waiting.push({ asked, settle, fail });
      this.schedule();
    });
  }

  /** Calls made within one event of the loop share a statement. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    process.nextTick(() => {
      this.scheduled = false;
      while (this.running < this.statement.max && this.waiting.length > 0) void this.runNext();
    });
  }

  private async runNext(): Promise<void> {
    const calls = this.takeNext();
    this.running += 1;
    await this.run(calls);
    this.running -= 1;
    this.schedule();
  }

  /** Waiting calls in the order in which they came, one for each network. A network's other calls wait for the next statement. */
  private takeNext(): PendingCall<Asked, Answer>[] {
    const { maxSize, sizeOf } = this.statement;
    const taken = new Map<string, PendingCall<Asked, Answer>>();
    const left: PendingCall<Asked, Answer>[] = [];
    let size = 0;
    for (const call of this.waiting) {
      const larger = size + sizeOf(call.asked);
      if (taken.has(call.asked.networkId) || (taken.size > 0 && larger > maxSize)) {
        left.push(call);
        continue;
      }
      taken.set(call.asked.networkId, call);
      size = larger;
    }
    this.waiting = left;
    return [...taken.values()].sort((a, b) => (a.asked.networkId < b.asked.networkId ? -1 : 1));
  }

  /** Never rejects. */
  private async run(calls: readonly PendingCall<Asked, Answer>[]): Promise<void> {
    try {
      await answerTogether(calls, this.statement.run);
    } catch (error) {
      if (calls.length === 1 || !isRolledBack(error)) for (const { fail } of calls) fail(error);
      else await Promise.all(calls.map((call) => this.run([call])));
    }
  }
}
