import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Consumer, Kafka, Producer } from 'kafkajs';

export const KAFKA_OPTIONS = Symbol('KAFKA_OPTIONS');

export interface KafkaOptions {
  /** Empty: Kafka is not used. */
  readonly brokers: readonly string[];
  readonly group: string;
  readonly tls: boolean;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** When a consumer dies, another one of the group takes its partitions after this time. */
  readonly sessionMs: number;
}

interface OutgoingMessage {
  readonly topic: string;
  /** Messages of one key keep their order. */
  readonly key: string | null;
  readonly value: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export interface IncomingMessage {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/** Messages of one partition, in order. */
export interface IncomingBatch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly IncomingMessage[];
  /** True once another consumer has the partition, or this one stops; then nothing more may be committed. */
  isOver(): boolean;
  /** Tells the group that this consumer is alive. Rejects during a rebalance. */
  heartbeat(): Promise<void>;
  /** Commits all messages up to this one, so that the group never gets them again. */
  commit(last: IncomingMessage): Promise<void>;
}

type HandleBatch = (batch: IncomingBatch) => Promise<void>;

const CLIENT_ID = 'loyalty';
const CONNECTION_MS = 5_000;
const REQUEST_MS = 10_000;
const RETRIES = 3;
const HEARTBEATS_A_SESSION = 10;
/** How many batches of different partitions are recorded at once. */
const PARTITIONS_AT_ONCE = 3;
const BATCH_BYTES = 4 * 1024 * 1024;

/** The only code that uses the Kafka library (decision 64). */
@Injectable()
export class KafkaClient implements OnApplicationShutdown {
  private kafka: Promise<Kafka> | undefined;
  private producer: Promise<Producer> | undefined;

  constructor(@Inject(KAFKA_OPTIONS) private readonly options: KafkaOptions) {}

  get isConfigured(): boolean {
    return this.options.brokers.length > 0;
  }

  get group(): string {
    return this.options.group;
  }

  async onApplicationShutdown(): Promise<void> {
    const producer = await this.producer?.catch(() => undefined);
    this.producer = undefined;
    await producer?.disconnect();
  }

  /** Resolves when all brokers that must store the messages have them. Messages of one key keep their order. */
  async send(messages: readonly OutgoingMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const producer = await (this.producer ??= this.connect());
    const topics = new Map<string, OutgoingMessage[]>();
    for (const message of messages) {
      const known = topics.get(message.topic);
      if (known === undefined) topics.set(message.topic, [message]);
      else known.push(message);
    }
    await producer.sendBatch({
      acks: -1,
      topicMessages: [...topics].map(([topic, ofTopic]) => ({
        topic,
        messages: ofTopic.map(({ key, value, headers }) => ({ key, value, headers })),
      })),
    });
  }

  async listTopics(): Promise<string[]> {
    return this.asAdmin((admin) => admin.listTopics());
  }

  /** The number of messages of each topic that the group has not committed. */
  async lagOf(topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.asAdmin(async (admin) => {
      const committed = await admin.fetchOffsets({ groupId: this.group, topics: [...topics] });
      const lags = new Map<string, number>();
      for (const { topic, partitions } of committed) {
        const offsets = new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)]));
        let lag = 0;
        for (const { partition, high, low } of await admin.fetchTopicOffsets(topic))
          lag += Number(high) - Math.max(Number(low), offsets.get(partition) ?? 0);
        lags.set(topic, lag);
      }
      return lags;
    });
  }

  /** Joins the group for these topics until it is stopped. The group's uncommitted messages arrive, oldest first. */
  async consume(
    topics: readonly string[],
    handle: HandleBatch,
    onCrash: (error: Error) => void,
  ): Promise<Subscription> {
    const consumer = (await this.opened()).consumer({
      groupId: this.group,
      sessionTimeout: this.options.sessionMs,
      heartbeatInterval: this.options.sessionMs / HEARTBEATS_A_SESSION,
      maxBytesPerPartition: BATCH_BYTES,
    });
    consumer.on(consumer.events.CRASH, ({ payload: { error } }) => onCrash(error));
    await consumer.connect();
    try {
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachBatch: ({ batch: { topic, partition, messages }, ...of }) =>
          handle({
            topic,
            partition,
            messages,
            isOver: () => of.isStale() || !of.isRunning(),
            heartbeat: () => of.heartbeat(),
            commit: async ({ offset }) => {
              of.resolveOffset(offset);
              const next = (BigInt(offset) + 1n).toString();
              await of.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: next }] }] });
            },
          }),
      });
    } catch (error) {
      await consumer.disconnect();
      throw error;
    }
    return new Subscription(consumer);
  }

  private opened(): Promise<Kafka> {
    if (!this.isConfigured) throw new Error('Kafka is used without KAFKA_BROKERS');
    return (this.kafka ??= this.open());
  }

  /** Loads the library at its first use, because most installations have no brokers. */
  private async open(): Promise<Kafka> {
    const { Kafka: Client, logLevel } = await import('kafkajs');
    const { brokers, tls, user, password } = this.options;
    return new Client({
      clientId: CLIENT_ID,
      brokers: [...brokers],
      ssl: tls,
      ...(user !== undefined &&
        password !== undefined && { sasl: { mechanism: 'scram-sha-512', username: user, password } }),
      connectionTimeout: CONNECTION_MS,
      requestTimeout: REQUEST_MS,
      retry: { retries: RETRIES },
      // The library logs nothing, because each error reaches the caller, which logs it.
      logLevel: logLevel.NOTHING,
    });
  }

  private async connect(): Promise<Producer> {
    // With one request at a time, a repeated request can't overtake another one.
    const producer = (await this.opened()).producer({ maxInFlightRequests: 1 });
    try {
      await producer.connect();
      return producer;
    } catch (error) {
      this.producer = undefined;
      throw error;
    }
  }

  private async asAdmin<T>(work: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
    const admin = (await this.opened()).admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }
}

/** A consumer that has joined the group. */
export class Subscription {
  constructor(private readonly consumer: Consumer) {}

  /** Leaves the group after the current batches, so that others get its partitions at once. */
  async end(): Promise<void> {
    await this.consumer.stop();
    await this.consumer.disconnect();
  }
}
