import { Injectable } from '@nestjs/common';
import { Clock } from '../../../../platform/clock/clock';
import { Gauge, register } from '../../../../platform/telemetry/metrics';
import { type PlaceName, PLACES } from '../place-names';

const LATE = 'loyalty_seal_publication_late_seconds';
/** After this long without a run of the job in this process, another process knows better which seals wait. */
const SEEN_WITHIN_MS = 20 * 60_000;

/** A place that has not accepted a seal yet, although the seal was sent to it. */
export interface LatePublication {
  readonly place: PlaceName;
  readonly madeAt: Date;
}

/** How long seals have waited for places that do not take them. */
@Injectable()
export class PublicationMetrics {
  private readonly networks = new Map<string, { late: readonly LatePublication[]; seenAt: number }>();

  constructor(private readonly clock: Clock) {
    const readLate = (place: PlaceName): number => this.lateSeconds(place);
    register.removeSingleMetric(LATE);
    new Gauge({
      name: LATE,
      help: 'How long a seal has waited for a place outside that does not take it.',
      labelNames: ['place'],
      collect(): void {
        for (const place of PLACES) this.set({ place }, readLate(place));
      },
    });
  }

  /** Notes the network's seals that wait after a failure. */
  seen(networkId: string, late: readonly LatePublication[]): void {
    if (late.length === 0) this.networks.delete(networkId);
    else this.networks.set(networkId, { late, seenAt: performance.now() });
  }

  /** In seconds. 0: this process knows of no waiting seal. */
  private lateSeconds(place: PlaceName): number {
    const seenSince = performance.now() - SEEN_WITHIN_MS;
    const since = [...this.networks.values()]
      .filter(({ seenAt }) => seenAt >= seenSince)
      .flatMap(({ late }) => late.filter((publication) => publication.place === place))
      .map(({ madeAt }) => madeAt.getTime());
    return since.length === 0 ? 0 : Math.max(0, (this.clock.now().getTime() - Math.min(...since)) / 1_000);
  }
}
