import { type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { uuid } from '../../platform/http/schemas';
import type { MessageReport, StopReason } from '../../security';
import { deliveryReport } from './delivery-report';

/**
 * A signature is believed up to so many seconds before and after the time in it. SendGrid brings events for a day until it is answered, and
 * events that come again change nothing.
 */
export const EVENTS_SECONDS = 90_000;

/**
 * Whether SendGrid signed a batch of events: ECDSA with SHA-256, in base64 of DER, over the time and the bytes of the body (npm
 * @sendgrid/eventwebhook 8.0.0, src/eventwebhook.js).
 *
 * @param timestamp seconds since 1970, as the header has them
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

/**
 * The part of `X-Message-Id` and of an event's `sg_message_id` that names the letter: SendGrid's servers write their own names behind a
 * dot.
 */
export function sendgridIdOf(value: string): string {
  return value.replace(/\..*$/s, '').slice(0, 200);
}

/** The fields of an event of our letters that are read; SendGrid adds others without notice. */
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
  // Only a letter that arrived can be reported as spam or be unsubscribed from.
  spamreport: 'DELIVERED',
  unsubscribe: 'DELIVERED',
  group_unsubscribe: 'DELIVERED',
  bounce: 'FAILED',
  dropped: 'FAILED',
};

/**
 * Reasons of a drop that stop the address, from memory of SendGrid's page: the address stands on one of the lists of addresses to
 * which SendGrid sends nothing more.
 */
const DROPS: Readonly<Record<string, StopReason>> = {
  'bounced address': 'BOUNCED',
  invalid: 'BOUNCED',
  'spam reporting address': 'COMPLAINT',
  'unsubscribed address': 'OPTED_OUT',
};

/**
 * The report of one of our letters in an event of a batch; undefined: there is none. The account may send letters of other systems, whose events
 * have no names of ours.
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
    // An enhanced status (RFC 3463), else the name of the event.
    code: /^[45]\.\d{1,3}\.\d{1,3}$/.test(data.status ?? '') ? (data.status ?? '') : data.event,
    stops: stopOf(data),
  });
  return { networkId: data.loyalty_network, report };
}

/**
 * Why an event stops the address. A bounce of the type `blocked` (a full mailbox, a policy) does not; after any other bounce SendGrid
 * itself sends nothing more to the address.
 */
function stopOf({ event, type, reason = '' }: SendgridEvent): StopReason | undefined {
  if (event === 'bounce') return type === 'blocked' ? undefined : 'BOUNCED';
  if (event === 'spamreport') return 'COMPLAINT';
  if (event === 'unsubscribe' || event === 'group_unsubscribe') return 'OPTED_OUT';
  const drop = event === 'dropped' ? reason.toLowerCase() : '';
  return Object.hasOwn(DROPS, drop) ? DROPS[drop] : undefined;
}
