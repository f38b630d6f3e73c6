import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Health } from '../../platform/health/health';
import { judge } from '../../platform/http/failure';
import { newId } from '../../platform/ids/ids';
import { backOff } from '../../platform/retries/back-off.rules';
import { settings } from '../../platform/settings/settings';
import { Logger } from '../../platform/telemetry/logger';
import { networkNamedBy, parseTopic, PublishedEvents, type StreamEventType, type TakenEvent } from '../stream-events';
import { type IncomingBatch, type IncomingMessage, KafkaClient, type Subscription } from './kafka-client';
import { eventOf, MAX_EVENT_BYTES, principalOfKafka } from './kafka-messages.rules';
import { KafkaMetrics } from './kafka-metrics';

/** How often topics are listed, because a running consumer does not see topics made after it joined. */
const LOOK_EVERY_MS = 15_000;
/** The most events of one answer of a broker. */
const EVENTS_A_CALL = 5_000;
const RETRY_MS = { first: 250, last: 5_000 };
/** After so many internal errors an event is set aside, so that it does not block its partition for ever. */
const MAX_FAILURES = 5;
/** How long the end of the process waits for brokers that don't answer. */
const STOP_WITHIN_MS = 5_000;

const NETWORK_CODE = /^[\w-]{1,100}$/;

interface ReadMessage {
  readonly message: IncomingMessage;
  readonly event: unknown;
  /** Undefined: the topic names no network, or one that does not exist. */
  readonly networkId: string | undefined;
}

interface DeadMessage {
  readonly message: IncomingMessage;
  readonly reason: string;
  readonly letterId: string | null;
}

/**
 * Takes events from the topics of all networks, including topics made later. Offsets are committed after the events are recorded. If a process ends
 * in between, another one gets the messages again, and an event counts once by its id. An event that can't be recorded goes to its network's dead
 * letters and to the topic of dead letters, and blocks no other event.
 */
@Injectable()
export class KafkaIn implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly ending = new AbortController();
  private subscription: Subscription | undefined;
  private topics: readonly string[] = [];
  private looking: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private isUp = false;

  constructor(
    private readonly client: KafkaClient,
    private readonly networks: Networks,
    private readonly published: PublishedEvents,
    private readonly metrics: KafkaMetrics,
    private readonly health: Health,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const isAtWork = this.client.isConfigured && settings.workers;
    this.health.register('kafka', false, () =>
      Promise.resolve({ status: isAtWork ? (this.isUp ? 'up' : 'down') : 'off' }),
    );
    if (isAtWork) this.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.ending.abort();
    clearInterval(this.timer);
    // The timer does not keep the process alive, so that a command can end at once.
    await Promise.race([this.looking, pause(STOP_WITHIN_MS, undefined, { ref: false })]);
    await this.leave();
  }

  start(): void {
    void this.look();
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  /** Subscribes to new topics and counts waiting messages. Calls run one after another. */
  look(): Promise<void> {
    this.looking = this.looking.then(() => this.lookNow());
    return this.looking;
  }

  private async lookNow(): Promise<void> {
    if (this.hasEnded()) return;
    try {
      const found = (await this.client.listTopics()).filter((topic) => parseTopic(topic) !== undefined).sort();
      if (found.join() !== this.topics.join()) {
        await this.leave();
        if (found.length > 0)
          this.subscription = await this.client.consume(
            found,
            (batch) => this.take(batch),
            (error) => this.noteCrash(error),
          );
        this.topics = found;
        if (this.hasEnded()) await this.leave();
      }
      await this.countLag();
      this.isUp = true;
    } catch (err) {
      if (this.isUp || this.topics.length === 0) this.logger.event('error', 'Kafka does not answer', { err });
      this.isUp = false;
    }
  }

  private hasEnded(): boolean {
    return this.ending.signal.aborted;
  }

  private async leave(): Promise<void> {
    const { subscription } = this;
    this.subscription = undefined;
    this.topics = [];
    await subscription?.end();
  }

  /** Forgets a crashed consumer; the next look joins the group again. */
  private noteCrash(err: Error): void {
    this.logger.event('error', 'the consumer of Kafka failed', { err });
    this.topics = [];
  }

  private async countLag(): Promise<void> {
    const lags = new Map<string, number>();
    for (const [topic, lag] of this.topics.length === 0 ? [] : await this.client.lagOf(this.topics)) {
      const type = parseTopic(topic)?.type ?? topic;
      lags.set(type, (lags.get(type) ?? 0) + lag);
    }
    this.metrics.noteLag(lags);
  }

  private async take(batch: IncomingBatch): Promise<void> {
    const topic = parseTopic(batch.topic);
    if (topic === undefined) throw new Error(`a message came from the topic ${batch.topic}`);
    const ids = new Map<string, string | undefined>();
    for (let begin = 0; begin < batch.messages.length; begin += EVENTS_A_CALL) {
      const messages = batch.messages.slice(begin, begin + EVENTS_A_CALL);
      const last = messages.at(-1);
      if (last === undefined || !(await this.record(batch, topic.type, () => this.read(messages, topic.network, ids))))
        return;
      await batch.commit(last);
      await batch.heartbeat();
    }
  }

  private async read(
    messages: readonly IncomingMessage[],
    ofTopic: string | null,
    ids: Map<string, string | undefined>,
  ): Promise<ReadMessage[]> {
    const read: ReadMessage[] = [];
    for (const message of messages) {
      const event = eventOf(message);
      const code = ofTopic ?? networkNamedBy(event);
      if (code !== undefined && !ids.has(code)) ids.set(code, await this.findOpen(code));
      read.push({ message, event, networkId: code === undefined ? undefined : ids.get(code) });
    }
    return read;
  }

  /** The network with this code, which any client may have written; undefined: there is none, or it is closed. */
  private async findOpen(code: string): Promise<string | undefined> {
    const id = NETWORK_CODE.test(code) ? await this.networks.findIdByCode(code) : undefined;
    if (id === undefined) return undefined;
    return (await this.networks.getProfile(id)).closedAt === null ? id : undefined;
  }

  /** Records a batch; false: another consumer got the partition before everything was decided. */
  private async record(
    batch: IncomingBatch,
    type: StreamEventType,
    read: () => Promise<ReadMessage[]>,
  ): Promise<boolean> {
    let waiting: readonly ReadMessage[] | undefined;
    for (let attempt = 1; ; attempt += 1) {
      if (batch.isOver() || this.hasEnded()) return false;
      try {
        waiting = await this.tryOnce(batch, type, (waiting ??= await read()), attempt);
      } catch (err) {
        const { problem, log } = judge(err);
        if (log !== null) this.logger.event(log, 'events of Kafka were not recorded', { topic: batch.topic, err });
        if (waiting !== undefined && problem.status === 500 && attempt >= MAX_FAILURES) {
          await this.setAside(
            batch,
            waiting.map(({ message }) => ({ message, reason: problem.code, letterId: null })),
          );
          return true;
        }
      }
      if (waiting?.length === 0) return true;
      const { signal } = this.ending;
      const waitMs = backOff(attempt, RETRY_MS);
      await pause(waitMs, undefined, { signal }).catch(() => undefined);
      await batch.heartbeat();
    }
  }

  /** Tries all messages once, and returns those that are still undecided. */
  private async tryOnce(
    batch: IncomingBatch,
    type: StreamEventType,
    messages: readonly ReadMessage[],
    attempt: number,
  ): Promise<ReadMessage[]> {
    const left: ReadMessage[] = [];
    const dead: DeadMessage[] = [];
    for (const [networkId, ofNetwork] of byNetwork(messages)) {
      if (networkId === undefined) {
        for (const { message } of ofNetwork) dead.push({ message, reason: 'not_found', letterId: null });
        continue;
      }
      const taken = await this.takeOf(networkId, batch, type, ofNetwork);
      for (const [at, one] of ofNetwork.entries()) {
        const { result, letterId } = taken[at] ?? missing();
        this.metrics.events.inc({ outcome: result.status });
        if ('transactionId' in result) continue;
        const isOver = result.status === 'try_again' && result.problem.status === 500 && attempt >= MAX_FAILURES;
        if (result.status === 'try_again' && !isOver) left.push(one);
        else dead.push({ message: one.message, reason: result.problem.code, letterId });
      }
    }
    await this.setAside(batch, dead);
    return left;
  }

  private takeOf(
    networkId: string,
    { topic, partition }: IncomingBatch,
    type: StreamEventType,
    messages: readonly ReadMessage[],
  ): Promise<TakenEvent[]> {
    return this.published.take(
      { principal: principalOfKafka(networkId), space: networkId, requestId: newId() },
      type,
      messages.map(({ event }) => event),
      messages.map(({ message }) => `${topic}/${String(partition)}/${message.offset}`),
    );
  }

  private async setAside({ topic, partition }: IncomingBatch, dead: readonly DeadMessage[]): Promise<void> {
    await this.client.send(
      dead.map(({ message: { key, value, offset }, reason, letterId }) => ({
        topic: `${this.client.group}.dead-letters`,
        key: key?.toString('utf8') ?? null,
        value: value?.subarray(0, MAX_EVENT_BYTES / 2) ?? '',
        headers: {
          reason,
          topic,
          partition: String(partition),
          offset,
          ...(letterId === null ? {} : { 'dead-letter-id': letterId }),
        },
      })),
    );
  }
}

function byNetwork(messages: readonly ReadMessage[]): ReadonlyMap<string | undefined, ReadMessage[]> {
  const groups = new Map<string | undefined, ReadMessage[]>();
  for (const message of messages) {
    const known = groups.get(message.networkId);
    if (known === undefined) groups.set(message.networkId, [message]);
    else known.push(message);
  }
  return groups;
}

function missing(): never {
  throw new Error('an event was left without an outcome');
}
