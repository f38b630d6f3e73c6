import type { Connection } from '../../connections/connection';
import { type ArrivedEvent, MAX_EVENT_BYTES } from '../../inbox/inbox';
import { iikoEventSchema } from '../wire/iiko-event.schema';

/** A plugin reports the checks that it closes before webhooks do, with the discount and points that the guest saw, so webhooks wait for it. */
const WAIT_FOR_PLUGIN_SECONDS = 60;

/** How long an event of this connection waits in the inbox before the job handles it. */
export function dueInSecondsOf({ options }: Pick<Connection<'IIKO'>, 'options'>): number {
  return options.plugin === true ? WAIT_FOR_PLUGIN_SECONDS : 0;
}

/** iiko gives events no id. An order's event is identified by order, kind and time of the last change; any other event by its bytes. */
export function arrivedOf(event: unknown): ArrivedEvent {
  const body = Buffer.from(JSON.stringify(event));
  const parsed = iikoEventSchema.safeParse(event);
  if (!parsed.success || body.length > MAX_EVENT_BYTES) {
    const kept = body.length > MAX_EVENT_BYTES ? body.subarray(0, MAX_EVENT_BYTES) : body;
    return { kind: 'unknown', key: null, subject: null, body: kept };
  }
  const { eventType, organizationId, eventInfo } = parsed.data;
  const subject = eventInfo?.id ?? null;
  const isVersion = subject !== null && eventInfo?.timestamp != null;
  const key = isVersion ? `${organizationId ?? ''} ${subject} ${String(eventInfo.timestamp)}` : null;
  return { kind: eventType, key, subject, body };
}
