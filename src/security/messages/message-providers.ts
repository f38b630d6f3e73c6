import { Injectable } from '@nestjs/common';
import { settings } from '../../platform/settings/settings';

export const MESSAGE_CHANNELS = ['SMS', 'TELEGRAM', 'PUSH', 'EMAIL'] as const;
export type MessageChannel = (typeof MESSAGE_CHANNELS)[number];

/** The purpose of a message: rules of consent, limits and hours depend on it. */
export type MessagePurpose = 'CODE' | 'RECEIPT' | 'SERVICE' | 'MARKETING';

/** One message as a provider gets it. */
export interface OutgoingMessage {
  readonly id: string;
  readonly networkId: string;
  /** E.164, an e-mail address, the id of a chat, or for PUSH the id of the guest. */
  readonly recipient: string;
  /** The subject of an e-mail and the title of a notification; null for other channels. */
  readonly subject: string | null;
  readonly text: string;
  /** A message of this purpose that the guest may refuse, in this language; null: one that always comes. */
  readonly refusable: { readonly purpose: 'SERVICE' | 'MARKETING'; readonly language: 'ru' | 'en' } | null;
  /** Seconds after which delivery is pointless; null: no limit. */
  readonly validForSeconds: number | null;
}

/**
 * Why nothing but codes is sent to an address. BOUNCED: the address does not exist; COMPLAINT: its owner reported spam;
 * OPTED_OUT: its owner answered STOP.
 */
export const STOP_REASONS = ['BOUNCED', 'COMPLAINT', 'OPTED_OUT'] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/**
 * The outcome of an attempt. `RETRY`: the provider did not take the message and may take it later. `REFUSED`: it never
 * will, and with `stops` it will not take any other message to this address. `UNKNOWN`: it may have taken the message, so another attempt
 * might send it twice.
 */
export type Attempt =
  | { readonly outcome: 'SENT'; readonly providerId: string | null }
  | { readonly outcome: 'RETRY'; readonly failure: string; readonly afterSeconds?: number }
  | { readonly outcome: 'REFUSED'; readonly failure: string; readonly stops?: StopReason | undefined }
  | { readonly outcome: 'UNKNOWN'; readonly failure: string };

/** The port for messages: an integration implements it for its channel. */
export interface MessageProvider {
  /** Name of the provider on the health page and in the rows of messages. */
  readonly name: string;
  readonly channel: MessageChannel;
  /** Whether the provider recognizes a second attempt as the same message. */
  readonly repeatable: boolean;
  /**
   * Whether the provider reports deliveries. Where it does not, a warning of points that end counts as delivered when the
   * provider takes it.
   */
  readonly reports: boolean;
  /** Messages a second that the provider allows, counted over all processes; undefined: as many as there are. */
  readonly perSecond?: number | undefined;
  /** The link at which a person lets messages of a network come to them, for channels that need it; null: unknown. */
  findLinkFor?(networkId: string): Promise<string | null>;
  /** Settles within 10 s and never rejects; `failure` names no recipient and no secret. */
  send(message: OutgoingMessage): Promise<Attempt>;
}

/** The providers that are set up, one a channel. Each registers itself at the start. */
@Injectable()
export class MessageProviders {
  private readonly providers = new Map<MessageChannel, MessageProvider>();

  register(provider: MessageProvider): void {
    if (this.providers.has(provider.channel)) throw new Error(`the channel ${provider.channel} has a provider already`);
    this.providers.set(provider.channel, provider);
  }

  get(channel: MessageChannel): MessageProvider | undefined {
    return this.providers.get(channel);
  }

  list(): readonly MessageProvider[] {
    return [...this.providers.values()];
  }

  /** Whether messages of this channel are taken: in development the outbox takes all. */
  takes(channel: MessageChannel): boolean {
    return this.providers.has(channel) || !settings.production;
  }
}
