import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { settings } from '../../platform/settings/settings';
import { StreamEventsModule } from '../stream-events/stream-events.module';
import { EventsModule } from '../events/events.module';
import { KAFKA_OPTIONS, KafkaClient } from './kafka-client';
import { kafkaOptions } from './kafka-options';
import { KafkaIn } from './kafka-in';
import { KafkaMetrics } from './kafka-metrics';
import { KafkaOut } from './kafka-out.job';

/** Receives events from Kafka and sends events to it, when brokers are set. */
@Module({
  imports: [ConfigurationModule, StreamEventsModule, EventsModule],
  providers: [
    { provide: KAFKA_OPTIONS, useValue: kafkaOptions(settings) },
    KafkaClient,
    KafkaMetrics,
    KafkaIn,
    KafkaOut,
  ],
})
export class KafkaModule {}
