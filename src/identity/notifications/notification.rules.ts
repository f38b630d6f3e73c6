/**
 * Messages that a guest may refuse, by purpose and channel. Warnings about expiring points always appear in the inbox. Guests can't refuse
 * other messages, for example codes and confirmations.
 */
export const NOTIFICATIONS = [
  { purpose: 'CAMPAIGNS', channel: 'INBOX' },
  { purpose: 'CAMPAIGNS', channel: 'TELEGRAM' },
  { purpose: 'CAMPAIGNS', channel: 'PUSH' },
  { purpose: 'CAMPAIGNS', channel: 'SMS' },
  { purpose: 'CAMPAIGNS', channel: 'EMAIL' },
  { purpose: 'POINTS', channel: 'TELEGRAM' },
  { purpose: 'POINTS', channel: 'PUSH' },
  { purpose: 'POINTS', channel: 'SMS' },
  { purpose: 'POINTS', channel: 'EMAIL' },
  { purpose: 'ORDERS', channel: 'SMS' },
] as const;

export type Notification = (typeof NOTIFICATIONS)[number];

/** A notification's name in a guest's row. */
export function codeOf({ purpose, channel }: Pick<Notification, 'purpose' | 'channel'>): string {
  return `${purpose}_${channel}`;
}
