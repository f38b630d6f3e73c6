/** Messages that guests may refuse: offers of campaigns, warnings of points that end, and how a delivery goes. */
export const NOTIFICATION_PURPOSES = ['CAMPAIGNS', 'POINTS', 'ORDERS'] as const;
export type NotificationPurpose = (typeof NOTIFICATION_PURPOSES)[number];

export interface Channel {
  /** How a message reaches its guest: by the phone itself, the chat or the device that belongs to it, or the e-mail address. */
  readonly address: 'PHONE' | 'CHAT' | 'DEVICE' | 'EMAIL';
  /** Whether it brings one-time codes. */
  readonly hasCodes: boolean;
  /** Where a stop is noted, after which the channel brings codes alone: in the list of stopped addresses, or by the bot. Null: nothing stops it. */
  readonly stoppedBy: 'ADDRESS' | 'BOT' | null;
  readonly tells: readonly NotificationPurpose[];
  /** Whether a new network has it on: it costs nothing a message. */
  readonly isOnAtFirst: boolean;
  /** Where its messages come, for the API document. */
  readonly about: string;
  /** The line of a message above its text: the subject of a letter, the title of a notification, or none. */
  readonly head: 'SUBJECT' | 'TITLE' | null;
  /** By which words of the message its reader may end such messages. Null: by a text of the channel's own, or not at all. */
  readonly ending: 'unsubscribe.byBot' | 'unsubscribe.button' | null;
}

/** The channels that carry messages to guests, in the order in which they are listed everywhere. */
export const CHANNELS = {
  TELEGRAM: {
    ...{ address: 'CHAT', hasCodes: true, stoppedBy: 'BOT', tells: ['CAMPAIGNS', 'POINTS'] },
    ...{ head: null, ending: 'unsubscribe.byBot' },
    ...{ isOnAtFirst: true, about: 'by the bot' },
  },
  PUSH: {
    ...{ address: 'DEVICE', hasCodes: false, stoppedBy: null, tells: ['CAMPAIGNS', 'POINTS'] },
    ...{ head: 'TITLE', ending: null },
    ...{ isOnAtFirst: true, about: 'on the devices of the guest' },
  },
  SMS: {
    ...{ address: 'PHONE', hasCodes: true, stoppedBy: 'ADDRESS', tells: ['CAMPAIGNS', 'POINTS', 'ORDERS'] },
    ...{ head: null, ending: null },
    ...{ isOnAtFirst: false, about: 'to the phone' },
  },
  EMAIL: {
    ...{ address: 'EMAIL', hasCodes: false, stoppedBy: 'ADDRESS', tells: ['CAMPAIGNS', 'POINTS'] },
    ...{ head: 'SUBJECT', ending: 'unsubscribe.button' },
    ...{ isOnAtFirst: true, about: 'to the address' },
  },
} as const satisfies Readonly<Record<string, Channel>>;
