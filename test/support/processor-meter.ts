const EVERY_MS = 1;
/** Work that the last bytes began may end after them. */
const LINGER_MS = 50;

/**
 * Measures the processor time of this process, in all its threads, and the most of it that one turn of the event loop took. A timer runs once in a
 * turn, so a turn longer than its interval is measured alone.
 */
export class ProcessorMeter {
  private readonly startedAt = process.cpuUsage();
  private turnAt = this.startedAt;
  private worstUs = 0;
  private readonly timer = setInterval(() => this.note(), EVERY_MS);

  async stop(): Promise<{ readonly seconds: number; readonly worstTurnMs: number }> {
    await new Promise((resolve) => setTimeout(resolve, LINGER_MS));
    clearInterval(this.timer);
    return { seconds: sumOf(process.cpuUsage(this.startedAt)) / 1e6, worstTurnMs: this.worstUs / 1_000 };
  }

  private note(): void {
    this.worstUs = Math.max(this.worstUs, sumOf(process.cpuUsage(this.turnAt)));
    this.turnAt = process.cpuUsage();
  }
}

function sumOf({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}
