/** Purposes of messages that a guest may refuse: offers of campaigns, warnings that points end, news of a delivery. */
export const NOTIFICATION_PURPOSES = ['CAMPAIGNS', 'POINTS', 'ORDERS'] as const;
export type NotificationPurpose = (typeof NOTIFICATION_PURPOSES)[number];

/**
 * Kinds of messages that a network may have to be allowed, each apart: offers of campaigns, one-time codes, and everything else that the guest did
 * not ask for.
 */
export const MESSAGE_KINDS = ['CAMPAIGNS', 'CODES', 'NOTICES'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

export interface Channel {
  /** How a message reaches its guest: by the phone itself, the chat or the device that belongs to it, or the e-mail address. */
  readonly address: 'PHONE' | 'CHAT' | 'DEVICE' | 'EMAIL';
  /** Whether it brings one-time codes. */
  readonly hasCodes: boolean;
  /** The keeper of a guest's stop: our list of stopped addresses, or the bot. A stopped channel brings codes alone. Null: a guest cannot stop it. */
  readonly stoppedBy: 'ADDRESS' | 'BOT' | null;
  readonly tells: readonly NotificationPurpose[];
  /** Whether a new network uses it: its messages cost the network nothing. */
  readonly isOnAtFirst: boolean;
  /** Whether its rules forbid messages without a contract, so that a kind of messages goes only where the network has recorded one. */
  readonly needsContract: boolean;
  /** Where a guest sees its messages, in words for the API document. */
  readonly about: string;
  /** The line of a message above its text: the subject of a letter, the title of a notification, or none. */
  readonly head: 'SUBJECT' | 'TITLE' | null;
  /** The words in a message that tell its reader how to end such messages. Null: the message has none. */
  readonly ending: 'unsubscribe.byBot' | 'unsubscribe.button' | null;
}

/** The channels that carry messages to guests, in the order in which they are listed everywhere. */
export const CHANNELS = {
  TELEGRAM: {
    address: 'CHAT',
    hasCodes: true,
    stoppedBy: 'BOT',
    tells: ['CAMPAIGNS', 'POINTS'],
    head: null,
    ending: 'unsubscribe.byBot',
    isOnAtFirst: true,
    needsContract: false,
    about: 'by the bot',
  },
  // Requirements of MAX, 1.5 (edition of 16 December 2025): no authorization, transactional, service, advertising or mass messages by its API unless
  // a contract with MAX allows them. Answers to what a person does in the chat are no messages of this table.
  MAX: {
    address: 'CHAT',
    hasCodes: true,
    stoppedBy: 'BOT',
    tells: ['CAMPAIGNS', 'POINTS'],
    head: null,
    ending: 'unsubscribe.byBot',
    isOnAtFirst: false,
    needsContract: true,
    about: "by the network's bot in MAX, as far as the network has recorded a contract with MAX",
  },
  PUSH: {
    address: 'DEVICE',
    hasCodes: false,
    stoppedBy: null,
    tells: ['CAMPAIGNS', 'POINTS'],
    head: 'TITLE',
    ending: null,
    isOnAtFirst: true,
    needsContract: false,
    about: 'on the devices of the guest',
  },
  SMS: {
    address: 'PHONE',
    hasCodes: true,
    stoppedBy: 'ADDRESS',
    tells: ['CAMPAIGNS', 'POINTS', 'ORDERS'],
    head: null,
    ending: null,
    isOnAtFirst: false,
    needsContract: false,
    about: 'to the phone',
  },
  EMAIL: {
    address: 'EMAIL',
    hasCodes: false,
    stoppedBy: 'ADDRESS',
    tells: ['CAMPAIGNS', 'POINTS'],
    head: 'SUBJECT',
    ending: 'unsubscribe.button',
    isOnAtFirst: true,
    needsContract: false,
    about: 'to the address',
  },
} as const satisfies Readonly<Record<string, Channel>>;
