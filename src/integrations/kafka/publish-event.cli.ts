import { type Command, Option } from 'commander';
import { wholeNumber } from '../../platform/cli/arguments';
import { grouped, progressLine } from '../../platform/cli/progress-line';
import { textOfFile } from '../../platform/cli/text-of-file';
import { Clock } from '../../platform/clock/clock';
import { newId } from '../../platform/ids/ids';
import { settings } from '../../platform/settings/settings';
import { parseTopic, type StreamEventType } from '../stream-events';
import { KafkaClient } from './kafka-client';
import { kafkaOptions } from './kafka-options';
import { eventsOfText, generatedSales, keyOfEvent, type PublishedEvent } from './published-load.rules';

interface Options {
  readonly event?: string;
  readonly file?: string;
  readonly generate?: string;
  readonly customers: string;
  readonly location?: string;
  readonly url: string;
  readonly kafka?: true;
}

const KEY_VARIABLE = 'LOYALTY_API_KEY';
const EVENTS_A_CALL = 500;
const MAX_GENERATED = 10_000_000;
const MAX_CUSTOMERS = 1_000_000;

/** `publish-event TOPIC`: publishes one event, the events of a file, or generated sales, over HTTP or Kafka. */
export function registerPublishEventCommand(program: Command): void {
  program
    .command('publish-event')
    .description('publish events of a topic: one, those of a file, or generated sales')
    .argument('<topic>', 'such as brand123.pos.transaction or buy')
    .addOption(new Option('--event <json>', 'one event').conflicts(['file', 'generate']))
    .addOption(new Option('--file <file>', 'a JSON array of events, or one event a line').conflicts('generate'))
    .option('--generate <count>', 'so many sales; only for pos.transaction')
    .option('--customers <count>', 'customers of generated sales: load-0, load-1, …', '100')
    .option('--location <code>', 'restaurant or till of generated sales')
    .option('--url <address>', `server, which gets the key of ${KEY_VARIABLE}`, 'http://127.0.0.1:3000')
    .option('--kafka', 'publish to the KAFKA_BROKERS in place of the server')
    .action(async (topic: string, options: Options) => {
      const type = parseTopic(topic)?.type;
      if (type === undefined) throw new Error(`${topic} is no topic of events, as brand123.pos.transaction is`);
      const events = await eventsGiven(topic, type, options);
      const outcomes = await (options.kafka === true ? toKafka(topic, events) : toServer(topic, events, options.url));
      for (const [outcome, count] of outcomes) console.log(`${outcome}: ${grouped(count)}`);
      if ([...outcomes.keys()].some((outcome) => outcome === 'dead_letter' || outcome === 'try_again'))
        process.exitCode = 1;
    });
}

async function eventsGiven(
  topic: string,
  type: StreamEventType,
  { event, file, generate, customers, location }: Options,
): Promise<Iterable<PublishedEvent>> {
  if (event !== undefined) return eventsOfText(event, '--event');
  if (file !== undefined) return eventsOfText(await textOfFile(file), file);
  if (generate === undefined) throw new Error('give --event, --file or --generate');
  const network = parseTopic(topic)?.network;
  if (type !== 'pos.transaction' || network == null || location === undefined)
    throw new Error('--generate makes events of <network>.pos.transaction, and takes --location');
  return generatedSales({
    network,
    location,
    count: wholeNumber('generate', generate, 1, MAX_GENERATED),
    customers: wholeNumber('customers', customers, 1, MAX_CUSTOMERS),
    run: newId(),
    at: new Clock().now(),
  });
}

type Outcomes = ReadonlyMap<string, number>;

async function toServer(topic: string, events: Iterable<PublishedEvent>, url: string): Promise<Outcomes> {
  const key = process.env[KEY_VARIABLE];
  if (key === undefined || key === '') throw new Error(`${KEY_VARIABLE} holds the key of the scope events`);
  const address = new URL(`/api/events/topics/${encodeURIComponent(topic)}/batch`, url);
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  return inBatches(events, async (batch) => {
    const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ events: batch }) });
    const body = (await response.json()) as { items?: { status: string }[]; code?: string; detail?: string };
    if (body.items === undefined)
      throw new Error(`the server answered ${String(response.status)} ${body.code ?? ''}: ${body.detail ?? ''}`);
    return body.items.map(({ status }) => status);
  });
}

async function toKafka(topic: string, events: Iterable<PublishedEvent>): Promise<Outcomes> {
  const client = new KafkaClient(kafkaOptions(settings));
  if (!client.isConfigured) throw new Error('--kafka needs KAFKA_BROKERS');
  try {
    return await inBatches(events, async (batch) => {
      await client.send(
        batch.map((event) => ({ topic, key: keyOfEvent(event), value: JSON.stringify(event), headers: {} })),
      );
      return batch.map(() => 'published');
    });
  } finally {
    await client.onApplicationShutdown();
  }
}

async function inBatches(
  events: Iterable<PublishedEvent>,
  send: (batch: readonly PublishedEvent[]) => Promise<string[]>,
): Promise<Outcomes> {
  const progress = progressLine(process.stderr, 'published');
  const outcomes = new Map<string, number>();
  let sent = 0;
  let batch: PublishedEvent[] = [];
  const flush = async (): Promise<void> => {
    for (const outcome of batch.length === 0 ? [] : await send(batch))
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    sent += batch.length;
    batch = [];
    progress.show(`${grouped(sent)} events`);
  };
  for (const event of events) {
    batch.push(event);
    if (batch.length === EVENTS_A_CALL) await flush();
  }
  await flush();
  progress.end();
  return outcomes;
}
