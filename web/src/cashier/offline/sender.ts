import type { Courier, Outbox } from './outbox';

const LOCK = 'loyalty.outbox';
const CHANNEL = 'loyalty.outbox';
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Delivers the device's outbox from only one tab: the tab takes a lock once and holds it as long as it lives, so two tabs never deliver at once.
 * Other tabs add acts and notify this one.
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
    /** Called when an act was added or delivered in any tab. */
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
        // Holds the lock until the tab closes or the person signs out.
        await new Promise<void>((resolve) => this.stop.signal.addEventListener('abort', () => resolve()));
        this.holds = false;
        await this.running;
      })
      .catch((error: unknown) => {
        if (!this.stop.signal.aborted) throw error;
      });
  }

  /** Notifies all tabs that an act was added here. */
  tell(): void {
    this.channel.postMessage('changed');
    this.onChange();
    this.wake();
  }

  /** Starts a delivery, unless one is under way. */
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
