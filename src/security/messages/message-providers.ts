import { Injectable } from '@nestjs/common';
import { settings } from '../../platform/settings/settings';

/** How a message leaves the platform. */
export const MESSAGE_CHANNELS = ['SMS', 'TELEGRAM', 'EMAIL'] as const;
export type MessageChannel = (typeof MESSAGE_CHANNELS)[number];

/** One message as a provider gets it. */
export interface OutgoingMessage {
  readonly id: string;
  readonly networkId: string;
  /** E.164, an e-mail address, or the id of a chat. */
  readonly recipient: string;
  /** Of an e-mail alone. */
  readonly subject: string | null;
  readonly text: string;
  /** Seconds after which it is worth nothing; null: it keeps. */
  readonly validForSeconds: number | null;
}

/**
 * What became of an attempt. `RETRY`: the provider did not take it and may later. `REFUSED`: it never will.
 * `UNKNOWN`: it may have taken it, so another attempt might be a second message.
 */
export type Attempt =
  | { readonly outcome: 'SENT'; readonly providerId: string | null }
  | { readonly outcome: 'RETRY'; readonly failure: string; readonly afterSeconds?: number }
  | { readonly outcome: 'REFUSED' | 'UNKNOWN'; readonly failure: string };

/** The one port of all messages: an integration sends what leaves by its channel. */
export interface MessageProvider {
  /** As the health page and the rows of messages name it. */
  readonly name: string;
  readonly channel: MessageChannel;
  /** Whether a second attempt after an `UNKNOWN` one is recognized as the same message. */
  readonly repeatable: boolean;
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

  /** Whether messages of this channel reach anybody: in development the outbox is a channel. */
  takes(channel: MessageChannel): boolean {
    return this.providers.has(channel) || !settings.production;
  }
}
