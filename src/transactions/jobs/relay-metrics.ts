import { Injectable } from '@nestjs/common';
import { Counter, Gauge, once, register } from '../../platform/telemetry/metrics';
import { Clock } from '../../platform/clock/clock';
import { timeOfId } from '../../platform/ids/ids';

const AGE = 'loyalty_relay_watermark_age_seconds';
/** After some runs of the job that this process had no part in, another one knows better what waits. */
const SEEN_WITHIN_MS = 30_000;

/** How far the relay is behind: its alarm is the age of the oldest event that waits. */
@Injectable()
export class RelayMetrics {
  private readonly events: Counter = once(
    'loyalty_relay_events_total',
    (name) => new Counter({ name, help: 'Events counted into the daily figures.' }),
  );
  private readonly waiting = new Map<string, { since: Date; seenAt: number }>();

  constructor(private readonly clock: Clock) {
    const readAge = (): number => this.oldestAgeSeconds();
    register.removeSingleMetric(AGE);
    new Gauge({
      name: AGE,
      help: 'Age of the oldest event that no relay has handed on: above a few seconds a write transaction hangs.',
      collect(): void {
        this.set(readAge());
      },
    });
  }

  counted(events: number): void {
    this.events.inc(events);
  }

  /** The first event of a network that waits, whose id has its time; undefined: none does. */
  waits(networkId: string, eventId: string | undefined): void {
    if (eventId === undefined) this.waiting.delete(networkId);
    else this.waiting.set(networkId, { since: timeOfId(eventId), seenAt: performance.now() });
  }

  /** Seconds; 0 when nothing waits, as far as this process has seen. */
  oldestAgeSeconds(): number {
    const seenSince = performance.now() - SEEN_WITHIN_MS;
    const fresh = [...this.waiting.values()].filter(({ seenAt }) => seenAt >= seenSince);
    const oldest = Math.min(...fresh.map(({ since }) => since.getTime()));
    return Number.isFinite(oldest) ? Math.max(0, (this.clock.now().getTime() - oldest) / 1_000) : 0;
  }
}
