import type { MessageChannel, Routing } from '../../security';

/** Why a message is not sent, in the order in which the rules decide. The last two come from rendering its text. */
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

/** The facts about a guest for the message rules. */
export interface ReachedGuest {
  readonly isThere: boolean;
  readonly isBlocked: boolean;
  readonly consents: boolean;
  /** Messages that the guest has refused, such as `CAMPAIGNS_SMS`. */
  readonly unwanted: readonly string[];
  /** The guest's address by channel; a channel without a provider or an address is missing. */
  readonly recipients: Readonly<Partial<Record<MessageChannel, string>>>;
}

export interface MessageToRoute {
  readonly purpose: 'SERVICE' | 'MARKETING';
  /** The group of guests who get no message because a campaign's effect is compared with them; null: none that the source knows. */
  readonly withheld: 'HELD_OUT' | 'CONTROL' | null;
  readonly tried: readonly string[];
  /** Whether an earlier decision already counted this message towards the guest's limit; left out: no. */
  readonly isCounted?: boolean;
}

export interface Circumstances {
  /** The channels in the network's order of preference. */
  readonly channels: readonly MessageChannel[];
  /** When the quiet hours end; null: they are not now. */
  readonly quietUntil: Date | null;
  /** Whether the guest has had as many campaign messages as the network allows. */
  readonly isCapped: boolean;
}

/**
 * Decides by consent, control groups, channels, quiet hours and limit. A campaign message that was decided before is not checked for groups or
 * counted again when a channel refuses it. A warning appears in the inbox at any hour, and goes to other channels outside quiet hours.
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
