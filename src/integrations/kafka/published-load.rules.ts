import { parsedJson } from '../../platform/http/parsed-json';
export type PublishedEvent = Readonly<Record<string, unknown>>;

/** Reads events from a text: a JSON array, one event, or one event on each line. @throws Error with the source and the line */
export function eventsOfText(text: string, source: string): PublishedEvent[] {
  const whole = parsedJson(text);
  const given = whole === undefined ? linesOf(text, source) : Array.isArray(whole) ? (whole as unknown[]) : [whole];
  return given.map((event, at) => {
    if (typeof event === 'object' && event !== null && !Array.isArray(event)) return event as PublishedEvent;
    throw new Error(`${source}: event ${String(at + 1)} is no JSON object`);
  });
}

function linesOf(text: string, source: string): unknown[] {
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    const event = parsedJson(line);
    if (event === undefined) throw new Error(`${source}: line ${String(at + 1)} is no JSON`);
    return [event];
  });
}

const CUSTOMER_FIELDS = ['customer_id', 'customerId', 'userId'];

/** The customer of an event, who decides the partition; null: the event names none. */
export function keyOfEvent(event: PublishedEvent): string | null {
  for (const part of [event, event['data']])
    for (const [name, value] of Object.entries(part ?? {}))
      if (CUSTOMER_FIELDS.includes(name) && typeof value === 'string') return value;
  return null;
}

interface Load {
  readonly network: string;
  readonly location: string;
  readonly count: number;
  readonly customers: number;
  /** Makes the ids of this load different from those of other loads. */
  readonly run: string;
  readonly at: Date;
}

/** Sales of 1 to 100 currency units; the customers take turns. */
export function* generatedSales({ network, location, count, customers, run, at }: Load): Generator<PublishedEvent> {
  for (let n = 0; n < count; n += 1) {
    const id = `${run}-${String(n)}`;
    yield {
      event_id: `evt_${id}`,
      event_type: 'pos.transaction',
      org_id: network,
      location_id: location,
      customer_id: `load-${String(n % customers)}`,
      timestamp: at.toISOString(),
      payload: { transaction_id: `txn_${id}`, amount: 1 + ((n * 37) % 100) },
    };
  }
}
