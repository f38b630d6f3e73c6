import type { MessageChannel, Routing } from '../../security';

/** Why a message is not sent, in the order in which the rules decide. The last two come from the renderer of its text. */
export const SUPPRESSIONS = [
  'NO_GUEST',
  'BLOCKED',
  'NO_CONSENT',
  'HELD_OUT',
  'CONTROL',
  'NO_CHANNEL',
  'CAPPED',
  'VARIABLE_MISSING',
  'TEXT_FAILED',
] as const;
export type Suppression = (typeof SUPPRESSIONS)[number];

/** The guest of a message as the rules see it. */
export interface ReachedGuest {
  readonly isThere: boolean;
  readonly isBlocked: boolean;
  readonly consents: boolean;
  /** Messages that the guest refuses, as `CAMPAIGNS_SMS`. */
  readonly unwanted: readonly string[];
  /** Where the guest is reached, by channel; a channel without a provider or an address is left out. */
  readonly recipients: Readonly<Partial<Record<MessageChannel, string>>>;
}

export interface MessageToRoute {
  readonly purpose: 'SERVICE' | 'MARKETING';
  /** The guest is of a group to which the effect of a campaign is compared; null: of none that the source knows of. */
  readonly withheld: 'HELD_OUT' | 'CONTROL' | null;
  readonly tried: readonly string[];
  /**
   * Whether the rules decided on this message before, so that the guest's limit of messages counts it already; left out:
   * no.
   */
  readonly isCounted?: boolean;
}

export interface Circumstances {
  /** Channels in the order of the network. */
  readonly channels: readonly MessageChannel[];
  /** End of the quiet hours; null: it is not quiet. */
  readonly quietUntil: Date | null;
  /** Whether the guest has had as many messages of campaigns as the network allows. */
  readonly isCapped: boolean;
}

/**
 * Consent, comparison, channel, quiet hours and limit. A message of a campaign that was decided once is neither compared nor
 * counted again when a channel refuses it. A warning stands in the inbox at any hour, and leaves by channels outside quiet hours.
 */
export function routeMessage(message: MessageToRoute, guest: ReachedGuest | undefined, now: Circumstances): Routing {
  if (guest?.isThere !== true) return suppressed('NO_GUEST');
  const isMarketing = message.purpose === 'MARKETING';
  if (isMarketing && guest.isBlocked) return suppressed('BLOCKED');
  if (isMarketing && !guest.consents) return suppressed('NO_CONSENT');
  if (message.withheld !== null) return suppressed(message.withheld);
  const wants = (channel: string) => !guest.unwanted.includes(`${isMarketing ? 'CAMPAIGNS' : 'POINTS'}_${channel}`);
  const inInbox = !isMarketing || wants('INBOX');
  const channel = now.channels.find(
    (one) => guest.recipients[one] !== undefined && wants(one) && !message.tried.includes(one),
  );
  if (channel === undefined && !inInbox)
    return message.tried.length > 0 ? { outcome: 'FAILED' } : suppressed('NO_CHANNEL');
  if (now.quietUntil !== null && (isMarketing || channel !== undefined))
    return { outcome: 'PLANNED', until: now.quietUntil, inInbox: !isMarketing };
  if (isMarketing && now.isCapped) return suppressed('CAPPED');
  const recipient = channel && guest.recipients[channel];
  if (channel === undefined || recipient === undefined) return { outcome: 'INBOX' };
  return { outcome: 'QUEUED', channel, recipient, inInbox };
}

function suppressed(reason: Suppression): Routing {
  return { outcome: 'SUPPRESSED', reason };
}
