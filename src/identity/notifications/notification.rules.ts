import {
  CHANNELS,
  MESSAGE_CHANNELS,
  type MessageChannel,
  NOTIFICATION_PURPOSES,
  type NotificationPurpose,
} from '../../security';

/**
 * Messages that a guest may refuse, by purpose and channel. Warnings about expiring points always appear in the inbox. Guests can't refuse
 * other messages, for example codes and confirmations.
 */
export const NOTIFICATIONS: readonly Notification[] = NOTIFICATION_PURPOSES.flatMap((purpose) => [
  ...(purpose === 'CAMPAIGNS' ? ([{ purpose, channel: 'INBOX' }] as const) : []),
  ...MESSAGE_CHANNELS.filter((name) => CHANNELS[name].tells.some((told) => told === purpose)).map((channel) => ({
    purpose,
    channel,
  })),
]);

export interface Notification {
  readonly purpose: NotificationPurpose;
  readonly channel: MessageChannel | 'INBOX';
}

/** A notification's name in a guest's row. */
export function codeOf({ purpose, channel }: Pick<Notification, 'purpose' | 'channel'>): string {
  return `${purpose}_${channel}`;
}
