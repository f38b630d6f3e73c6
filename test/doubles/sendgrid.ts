import { type KeyObject, sign } from 'node:crypto';
import { z } from 'zod';
import type { ServiceAnswer } from './provider-double';

export const SENDGRID_KEY = 'SG.test-api-key';

const address = z.strictObject({ email: z.string(), name: z.string().min(1).optional() });
const body = z.strictObject({
  personalizations: z.array(z.strictObject({ to: z.array(address).min(1) })).length(1),
  from: address,
  subject: z.string().min(1),
  content: z.tuple([
    z.strictObject({ type: z.literal('text/plain'), value: z.string().min(1) }),
    z.strictObject({ type: z.literal('text/html'), value: z.string().min(1) }),
  ]),
  headers: z.record(
    z.string().regex(/^(?!(?:received|dkim-signature|to|from|subject|reply-to|cc|bcc)$)[\w-]+$/i),
    z.string(),
  ),
  custom_args: z.record(z.string(), z.string()),
  tracking_settings: z.record(
    z.enum(['click_tracking', 'open_tracking', 'subscription_tracking']),
    z.object({ enable: z.boolean() }),
  ),
});
let serial = 100;
const fault = (status: number, message: string, field: string | null = null) => ({
  status,
  body: { errors: [{ message, field, help: null }] },
});

/** Simulates SendGrid's `POST /v3/mail/send`: takes JSON under a bearer key and answers 202 with `X-Message-Id` and no body. */
export const sendgrid: ServiceAnswer = ({ path, headers, fields }) => {
  if (path !== '/v3/mail/send') return fault(404, 'not found');
  if (headers.authorization !== `Bearer ${SENDGRID_KEY}`)
    return fault(401, 'The provided authorization grant is invalid, expired, or revoked');
  const members = Object.entries(fields).map(([name, value]) => [name, name === 'subject' ? value : JSON.parse(value)]);
  const parsed = body.safeParse(Object.fromEntries(members));
  if (!parsed.success) return fault(400, 'Bad Request', parsed.error.issues[0]?.path.join('.'));
  const { to } = parsed.data.personalizations[0] ?? { to: [] };
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(to[0]?.email ?? ''))
    return fault(400, 'Does not contain a valid address.', 'personalizations.0.to.0.email');
  return { status: 202, body: undefined, headers: { 'X-Message-Id': `sgTestMessage${String((serial += 1))}` } };
};

/** The headers with which SendGrid signs the bytes of a batch of events. */
export function sendgridSignature(
  key: KeyObject,
  batch: string,
  timestamp = String(Math.floor(Date.now() / 1000)),
): Record<string, string> {
  return {
    'X-Twilio-Email-Event-Webhook-Signature': sign('sha256', Buffer.from(timestamp + batch), key).toString('base64'),
    'X-Twilio-Email-Event-Webhook-Timestamp': timestamp,
  };
}
