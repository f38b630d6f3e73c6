import { Injectable } from '@nestjs/common';
import { Counter, Gauge, register } from '../../platform/telemetry/metrics';

const LAG = 'loyalty_kafka_lag';
const EVENTS = 'loyalty_kafka_events_total';

/** Metrics: how many messages wait in the topics, and the outcomes of events. */
@Injectable()
export class KafkaMetrics {
  readonly events: Counter<'outcome'>;
  private readonly lag: Gauge<'type'>;

  constructor() {
    for (const name of [LAG, EVENTS]) register.removeSingleMetric(name);
    this.lag = new Gauge({
      name: LAG,
      help: 'Messages of the subscribed topics that are not recorded yet, by type of event.',
      labelNames: ['type'],
    });
    this.events = new Counter({
      name: EVENTS,
      help: 'Events that came by Kafka, by what became of them.',
      labelNames: ['outcome'],
    });
  }

  noteLag(lags: ReadonlyMap<string, number>): void {
    this.lag.reset();
    for (const [type, lag] of lags) this.lag.set({ type }, lag);
  }
}
