/**
 * Messages that a guest may refuse, by purpose and channel. All others are part of the service: codes, confirmations,
 * and warnings about points that end.
 */
export const NOTIFICATIONS = [
  { purpose: 'CAMPAIGNS', channel: 'INBOX' },
  { purpose: 'ORDERS', channel: 'SMS' },
] as const;

export type Notification = (typeof NOTIFICATIONS)[number];

/** The name of a notification in the row of a guest. */
export function codeOf({ purpose, channel }: Pick<Notification, 'purpose' | 'channel'>): string {
  return `${purpose}_${channel}`;
}
