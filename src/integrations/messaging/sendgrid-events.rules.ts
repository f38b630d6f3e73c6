import { type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { uuid } from '../../platform/http/schemas';
import type { MessageReport, StopReason } from '../../security';
import { deliveryReport } from './delivery-report';

/**
 * How many seconds a signature's time may differ from now. SendGrid repeats events for a day until it gets an answer, and repeated events change
 * nothing.
 */
const EVENTS_SECONDS = 90_000;

/**
 * Whether SendGrid signed a batch of events: ECDSA with SHA-256, in base64 of DER, over the time and the bytes of the body (npm
 * @sendgrid/eventwebhook 8.0.0, src/eventwebhook.js).
 *
 * @param timestamp seconds since 1970, from the header
 * @param now seconds since 1970
 */
export function isSignedBySendgrid(
  key: KeyObject,
  signature: string,
  timestamp: string,
  body: Buffer,
  now: number,
): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || !/^[\w+/]{1,200}={0,2}$/.test(signature)) return false;
  if (Math.abs(now - Number(timestamp)) > EVENTS_SECONDS) return false;
  return verify('sha256', Buffer.concat([Buffer.from(timestamp), body]), key, Buffer.from(signature, 'base64'));
}

/** The part of `X-Message-Id` and of an event's `sg_message_id` that identifies the e-mail; after a dot, SendGrid's servers add their own names. */
export function sendgridIdOf(value: string): string {
  return value.replace(/\..*/s, '').slice(0, 200);
}

/** The fields that we read of an event; SendGrid adds others without notice. */
const eventSchema = z.object({
  loyalty_network: uuid,
  loyalty_message: uuid,
  sg_message_id: z.string(),
  event: z.string(),
  type: z.string().optional(),
  status: z.string().optional(),
  reason: z.string().optional(),
});
type SendgridEvent = z.infer<typeof eventSchema>;

const STATUS: Readonly<Record<string, MessageReport['status']>> = {
  processed: 'SENT',
  delivered: 'DELIVERED',
  // A spam report or an unsubscription shows that the e-mail arrived.
  spamreport: 'DELIVERED',
  unsubscribe: 'DELIVERED',
  group_unsubscribe: 'DELIVERED',
  bounce: 'FAILED',
  dropped: 'FAILED',
};

/** SendGrid's reasons of a drop that stop the address, from memory of its page: the address is on one of SendGrid's lists of blocked addresses. */
const DROPS: Readonly<Record<string, StopReason>> = {
  'bounced address': 'BOUNCED',
  invalid: 'BOUNCED',
  'spam reporting address': 'COMPLAINT',
  'unsubscribed address': 'OPTED_OUT',
};

/**
 * The report in an event about one of our e-mails; undefined: the event is not about ours. Events about e-mails that other systems send by the same
 * account lack our ids.
 */
export function reportOf(event: unknown): { readonly networkId: string; readonly report: MessageReport } | undefined {
  const { data } = eventSchema.safeParse(event);
  const status = data && (Object.hasOwn(STATUS, data.event) ? STATUS[data.event] : undefined);
  if (data === undefined || status === undefined) return undefined;
  const report = deliveryReport({
    id: data.loyalty_message,
    provider: 'sendgrid',
    providerId: sendgridIdOf(data.sg_message_id),
    status,
    // An enhanced status (RFC 3463), else the event's name.
    code: /^[45]\.\d{1,3}\.\d{1,3}$/.test(data.status ?? '') ? (data.status ?? '') : data.event,
    stops: stopOf(data),
  });
  return { networkId: data.loyalty_network, report };
}

/**
 * The reason to stop the address after an event. A bounce of the type `blocked` (a full mailbox, a policy) is none; after other bounces SendGrid
 * itself stops sending to the address.
 */
function stopOf({ event, type, reason = '' }: SendgridEvent): StopReason | undefined {
  if (event === 'bounce') return type === 'blocked' ? undefined : 'BOUNCED';
  if (event === 'spamreport') return 'COMPLAINT';
  if (event === 'unsubscribe' || event === 'group_unsubscribe') return 'OPTED_OUT';
  const drop = event === 'dropped' ? reason.toLowerCase() : '';
  return Object.hasOwn(DROPS, drop) ? DROPS[drop] : undefined;
}
