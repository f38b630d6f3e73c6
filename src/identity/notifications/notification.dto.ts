import { z } from 'zod';
import { codeOf, NOTIFICATIONS } from './notification.rules';

const purpose = z
  .enum(['CAMPAIGNS', 'ORDERS'])
  .describe('CAMPAIGNS: what campaigns tell, to guests who gave the consent `marketing`. ORDERS: how a delivery goes');
const channel = z.enum(['INBOX', 'SMS']).describe('INBOX: messages of the cabinet. SMS: to the phone');

export const notificationsSchema = z
  .strictObject({
    items: z
      .array(z.strictObject({ purpose, channel, wanted: z.boolean().describe('Whether the guest wants them') }))
      .describe('Messages that a guest may refuse; all others are part of the service'),
  })
  .meta({ id: 'Notifications' });

const CODES: ReadonlySet<string> = new Set(NOTIFICATIONS.map(codeOf));

/** `PUT /api/auth/me/notifications`. */
export const setNotificationSchema = z
  .strictObject({ purpose, channel, wanted: z.boolean().describe('False: the guest refuses them') })
  .refine(({ purpose: what, channel: how }) => CODES.has(`${what}_${how}`), {
    path: ['channel'],
    params: { code: 'not_allowed' },
  })
  .meta({ id: 'SetNotification', description: 'CAMPAIGNS are sent to the INBOX alone, ORDERS by SMS alone.' });

export type NotificationsAnswer = z.infer<typeof notificationsSchema>;
export type SetNotificationBody = z.infer<typeof setNotificationSchema>;
