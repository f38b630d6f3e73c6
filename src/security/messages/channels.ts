import { type Channel, CHANNELS } from './channel-table';

type Channels = typeof CHANNELS;
export type MessageChannel = keyof Channels;
/** A channel whose row has this member. */
type ChannelWith<Member extends Partial<Channel>> = {
  [Name in MessageChannel]: Channels[Name] extends Member ? Name : never;
}[MessageChannel];
export type CodeChannel = ChannelWith<{ hasCodes: true }>;
export type AddressChannel = ChannelWith<{ stoppedBy: 'ADDRESS' }>;
/** A channel that writes into a chat with a bot. */
export type ChatChannel = ChannelWith<{ address: 'CHAT' }>;
/** A channel whose messages need a contract. */
export type ContractChannel = ChannelWith<{ needsContract: true }>;
export type StoppedChannel = ChannelWith<{ stoppedBy: 'ADDRESS' | 'BOT' }>;

const NAMES = Object.keys(CHANNELS) as MessageChannel[];
const namesOf = <Name extends MessageChannel>(has: (channel: Channel) => boolean) =>
  NAMES.filter((name): name is Name => has(CHANNELS[name]));

export const MESSAGE_CHANNELS: readonly MessageChannel[] = NAMES;
export const CODE_CHANNELS = namesOf<CodeChannel>(({ hasCodes }) => hasCodes);
/** Those whose addresses are stopped by themselves. */
export const ADDRESS_CHANNELS = namesOf<AddressChannel>(({ stoppedBy }) => stoppedBy === 'ADDRESS');
export const CHAT_CHANNELS = namesOf<ChatChannel>(({ address }) => address === 'CHAT');
export const STOPPED_CHANNELS = namesOf<StoppedChannel>(({ stoppedBy }) => stoppedBy !== null);
/** A few words on each, for the API document. */
export const CHANNEL_WORDS = NAMES.map((name) => `${name}: ${CHANNELS[name].about}`).join('. ');
export const CHANNELS_AT_FIRST = namesOf<MessageChannel>(({ isOnAtFirst }) => isOnAtFirst);
/** With the cabinet, which has every message of its guest. */
export const ALL_CHANNELS: readonly (MessageChannel | 'INBOX')[] = [...NAMES, 'INBOX'];
