import { z } from 'zod';
import { listOf, objectNamed } from '../../platform/http/schemas';
import { ALL_CHANNELS, CHANNEL_WORDS, NOTIFICATION_PURPOSES } from '../../security';
import { codeOf, NOTIFICATIONS } from './notification.rules';

const purpose = z
  .enum(NOTIFICATION_PURPOSES)
  .describe(
    'CAMPAIGNS: what campaigns tell, to guests who gave the consent `marketing`. POINTS: warnings of points that end. ORDERS: how a delivery goes',
  );
const channel = z.enum(ALL_CHANNELS).describe(`INBOX: messages of the cabinet. ${CHANNEL_WORDS}`);

export const notificationsSchema = objectNamed('Notifications', {
  items: listOf('Messages that a guest may refuse; all others are part of the service', {
    purpose,
    channel,
    wanted: z.boolean().describe('Whether the guest wants them'),
  }),
});

const CODES: ReadonlySet<string> = new Set(NOTIFICATIONS.map(codeOf));

/** `PUT /api/auth/me/notifications`. */
export const setNotificationSchema = z
  .strictObject({ purpose, channel, wanted: z.boolean().describe('False: the guest refuses them') })
  .refine(({ purpose: what, channel: how }) => CODES.has(`${what}_${how}`), {
    path: ['channel'],
    params: { code: 'not_allowed' },
  })
  .meta({ id: 'SetNotification', description: 'POINTS always stand in the INBOX too, ORDERS are sent by SMS alone.' });

export type NotificationsAnswer = z.infer<typeof notificationsSchema>;
export type SetNotificationBody = z.infer<typeof setNotificationSchema>;
