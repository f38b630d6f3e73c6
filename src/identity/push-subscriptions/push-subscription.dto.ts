import { ECDH } from 'node:crypto';
import { z } from 'zod';
import { listOf, objectNamed } from '../../platform/http/schemas';
import { mayCall } from '../../platform/http/outgoing/guarded-agents';
import { settings } from '../../platform/settings/settings';

/** Bytes of the secret that browsers make for a subscription (RFC 8291). */
const AUTH_BYTES = 16;

const base64url = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[\w-]+$/);

export const pushSubscriptionsSchema = objectNamed('PushSubscriptions', {
  publicKey: z
    .string()
    .nullable()
    .describe('Key of the installation for `PushManager.subscribe`; null: the network sends no notifications'),
  items: listOf('Devices with notifications, newest first', {
    id: z.string().describe('SHA-256 of its `endpoint`, in base64url'),
    createdAt: z.iso.datetime().describe('Since when (RFC 3339)'),
  }),
});

/** `PUT /api/auth/me/push-subscriptions`: a `PushSubscription` of the browser. */
export const putPushSubscriptionSchema = objectNamed('PutPushSubscription', {
  endpoint: z
    .url({ protocol: settings.pushPrivateAddresses === 'off' ? /^https$/ : /^https?$/ })
    .max(2_000)
    .refine((text) => URL.canParse(text) && mayCall(new URL(text), settings.pushPrivateAddresses), {
      params: { code: 'not_allowed' },
    })
    .describe('Address of the push service: `https`, on the internet'),
  p256dh: base64url(100)
    .refine(isPointOfCurve, { params: { code: 'not_valid' } })
    .describe('Public key of the browser, a point of P-256, in base64url'),
  auth: base64url(30)
    .refine((text) => Buffer.from(text, 'base64url').length === AUTH_BYTES, { params: { code: 'not_valid' } })
    .describe('Secret of the browser, 16 bytes in base64url'),
});

export const pushSubscriptionId = z
  .string()
  .regex(/^[\w-]{43}$/)
  .describe('SHA-256 of the `endpoint` of the device, in base64url');

export type PushSubscriptionsAnswer = z.infer<typeof pushSubscriptionsSchema>;
export type PutPushSubscriptionBody = z.infer<typeof putPushSubscriptionSchema>;

function isPointOfCurve(text: string): boolean {
  const bytes = Buffer.from(text, 'base64url');
  try {
    ECDH.convertKey(bytes, 'prime256v1', undefined, undefined, 'compressed');
    return bytes.length === 65;
  } catch {
    return false;
  }
}
