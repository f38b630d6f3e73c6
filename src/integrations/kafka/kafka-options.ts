import type { Settings } from '../../platform/settings/settings';
import type { KafkaOptions } from './kafka-client';

const SESSION_MS = 30_000;

export function kafkaOptions(settings: Settings): KafkaOptions {
  return {
    brokers: settings.kafkaBrokers,
    group: settings.kafkaGroup,
    tls: settings.kafkaTls,
    user: settings.kafkaUser,
    password: settings.kafkaPassword,
    sessionMs: SESSION_MS,
  };
}
