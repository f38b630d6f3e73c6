/** Messages that guests may refuse: offers of campaigns, warnings of points that end, and how a delivery goes. */
export const NOTIFICATION_PURPOSES = ['CAMPAIGNS', 'POINTS', 'ORDERS'] as const;
export type NotificationPurpose = (typeof NOTIFICATION_PURPOSES)[number];

interface Channel {
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

type Channels = typeof CHANNELS;
export type MessageChannel = keyof Channels;
/** A channel whose row has this member. */
type ChannelWith<Member extends Partial<Channel>> = {
  [Name in MessageChannel]: Channels[Name] extends Member ? Name : never;
}[MessageChannel];
export type CodeChannel = ChannelWith<{ hasCodes: true }>;
export type AddressChannel = ChannelWith<{ stoppedBy: 'ADDRESS' }>;
export type StoppedChannel = ChannelWith<{ stoppedBy: 'ADDRESS' | 'BOT' }>;

const NAMES = Object.keys(CHANNELS) as MessageChannel[];
const namesOf = <Name extends MessageChannel>(has: (channel: Channel) => boolean) =>
  NAMES.filter((name): name is Name => has(CHANNELS[name]));

export const MESSAGE_CHANNELS: readonly MessageChannel[] = NAMES;
export const CODE_CHANNELS = namesOf<CodeChannel>(({ hasCodes }) => hasCodes);
/** Those whose addresses are stopped by themselves. */
export const ADDRESS_CHANNELS = namesOf<AddressChannel>(({ stoppedBy }) => stoppedBy === 'ADDRESS');
export const STOPPED_CHANNELS = namesOf<StoppedChannel>(({ stoppedBy }) => stoppedBy !== null);
/** A few words on each, for the API document. */
export const CHANNEL_WORDS = NAMES.map((name) => `${name}: ${CHANNELS[name].about}`).join('. ');
export const CHANNELS_AT_FIRST = namesOf<MessageChannel>(({ isOnAtFirst }) => isOnAtFirst);
/** With the cabinet, which has every message of its guest. */
export const ALL_CHANNELS: readonly (MessageChannel | 'INBOX')[] = [...NAMES, 'INBOX'];
