import type { Courier, Outbox } from './outbox';

const LOCK = 'loyalty.outbox';
const CHANNEL = 'loyalty.outbox';
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Delivers the outbox of the device from one tab alone: the lock is asked for once and held for the life of the tab, so
 * two tabs never both believe that they hold it. The other tabs add acts and tell of them.
 */
export class Sender {
  private readonly channel = new BroadcastChannel(CHANNEL);
  private readonly stop = new AbortController();
  private holds = false;
  private running: Promise<void> | null = null;
  private again = false;
  private pauseMs = FIRST_PAUSE_MS;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly outbox: Outbox,
    private readonly courier: Courier,
    private readonly userId: string,
    /** Something was added or delivered, here or in another tab. */
    private readonly onChange: () => void,
  ) {}

  start(): void {
    this.channel.addEventListener('message', () => {
      this.onChange();
      this.wake();
    });
    navigator.locks
      .request(LOCK, { signal: this.stop.signal }, async () => {
        this.holds = true;
        this.wake();
        // Until this tab ends or its person leaves.
        await new Promise<void>((resolve) => this.stop.signal.addEventListener('abort', () => resolve()));
        this.holds = false;
        await this.running;
      })
      .catch((error: unknown) => {
        if (!this.stop.signal.aborted) throw error;
      });
  }

  /** Somebody added an act here. */
  tell(): void {
    this.channel.postMessage('changed');
    this.onChange();
    this.wake();
  }

  /** Delivers now, unless that is under way. */
  wake(): void {
    clearTimeout(this.timer);
    if (!this.holds) return;
    if (this.running !== null) {
      this.again = true;
      return;
    }
    this.running = this.deliver().finally(() => {
      this.running = null;
      if (this.again) {
        this.again = false;
        this.wake();
      }
    });
  }

  end(): void {
    clearTimeout(this.timer);
    this.stop.abort();
    this.channel.close();
  }

  private async deliver(): Promise<void> {
    const isDone = await this.outbox.deliver(this.courier, this.userId).catch(() => false);
    if (this.stop.signal.aborted) return;
    this.channel.postMessage('changed');
    this.onChange();
    if (isDone) {
      this.pauseMs = FIRST_PAUSE_MS;
      return;
    }
    this.timer = setTimeout(() => this.wake(), this.pauseMs * (1 + Math.random()));
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
