import { Injectable } from '@nestjs/common';
import { settings } from '../../platform/settings/settings';
import type { MessageChannel } from './channels';

/** The purpose of a message, which decides about consent, limits and hours. */
export type MessagePurpose = 'CODE' | 'RECEIPT' | 'SERVICE' | 'MARKETING';

/** A message in the form that providers get. */
export interface OutgoingMessage {
  readonly id: string;
  readonly networkId: string;
  /** E.164, an e-mail address, a chat id, or for PUSH the guest's id. */
  readonly recipient: string;
  /** The subject of an e-mail or title of a notification; null for other channels. */
  readonly subject: string | null;
  readonly text: string;
  readonly purpose: MessagePurpose;
  /** Set for a message that the guest may refuse, with its purpose and language; null: it can't be refused. */
  readonly refusable: { readonly purpose: 'SERVICE' | 'MARKETING'; readonly language: 'ru' | 'en' } | null;
  /** Seconds after which delivery is pointless; null: no limit. */
  readonly validForSeconds: number | null;
}

/** Why an address gets nothing but codes. BOUNCED: it does not exist; COMPLAINT: its owner reported spam; OPTED_OUT: its owner replied STOP. */
export const STOP_REASONS = ['BOUNCED', 'COMPLAINT', 'OPTED_OUT'] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/**
 * The outcome of an attempt. `RETRY`: the provider did not take the message, but may later. `REFUSED`: it never will; with `stops` it takes no
 * message to this address. `UNKNOWN`: it may have taken the message, so another attempt could send it twice.
 */
export type Attempt =
  | { readonly outcome: 'SENT'; readonly providerId: string | null }
  | { readonly outcome: 'RETRY'; readonly failure: string; readonly afterSeconds?: number }
  | { readonly outcome: 'REFUSED'; readonly failure: string; readonly stops?: StopReason | undefined }
  | { readonly outcome: 'UNKNOWN'; readonly failure: string };

/** A message provider; an integration implements it for its channel. */
export interface MessageProvider {
  /** The provider's name on the health page and on messages. */
  readonly name: string;
  readonly channel: MessageChannel;
  /** Whether the provider recognises a repeated attempt as the same message. */
  readonly repeatable: boolean;
  /** Whether the provider reports deliveries. Without reports, a warning of expiring points counts as delivered when the provider takes it. */
  readonly reports: boolean;
  /** How many messages a second the provider allows for all processes together; undefined: no limit. */
  readonly perSecond?: number | undefined;
  /** The link by which a person allows messages of a network, for channels that need it; null: unknown. */
  findLinkFor?(networkId: string): Promise<string | null>;
  /** Resolves within 10 s and never rejects; `failure` contains no recipient and no secret. */
  send(message: OutgoingMessage): Promise<Attempt>;
}

/** The configured providers, one for each channel. Each registers itself at the start. */
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

  /** Whether messages of this channel are accepted; in development the outbox accepts all. */
  takes(channel: MessageChannel): boolean {
    return this.providers.has(channel) || !settings.production;
  }
}
