import type { Bot, KnownBot } from '../../identity';
import type { messages } from '../../generated/words/messages';
import type { Language } from '../../platform/language/language';
import { ProblemError } from '../../platform/problems/problem';
import type { Attempt, ChatChannel, MessageProvider } from '../../security';
import type { ProviderAnswer } from './call-provider';

/** A bot that sends messages. */
export interface BotAccess extends Bot {
  readonly token: string;
}

/** A text of the bot without arguments. */
export type PlainText = {
  [Key in keyof typeof messages.en]: (typeof messages.en)[Key] extends (formatters: never, given: infer Given) => string
    ? object extends Given
      ? Key
      : never
    : never;
}[keyof typeof messages.en];

/**
 * Buttons below a reply of the bot, which each messenger draws in its own way. `SHARE_PHONE`: the person is asked for the phone; `PHONE_SHARED`: the
 * phone came; `COMMANDS`: anything else.
 */
export interface BotButtons {
  readonly kind: 'SHARE_PHONE' | 'PHONE_SHARED' | 'COMMANDS';
  readonly language: Language;
}

/** The calls of a messenger that has bots. */
export interface Messenger extends MessageProvider {
  readonly channel: ChatChannel;
  /** The text of a reply in place of the code of the card, where the rules of the messenger forbid codes in messages; null: it brings the code. */
  readonly codeElsewhere: PlainText | null;
  /** The replies that differ, because bots may do different things. */
  readonly texts: Readonly<
    Record<'hello' | 'welcome' | 'linked' | 'linkedWithCode' | 'notYours' | 'stopped' | 'stoppedCampaigns', PlainText>
  >;
  /** Parameter of `/start` by which a guest asks the bot for a code. */
  readonly codeParameter: string;
  /** Whether the token is that of the installation's bot, which no network can have as its own. */
  isOfInstallation(token: string): boolean;
  say(bot: BotAccess, chatId: string, text: string, buttons: BotButtons): Promise<Attempt>;
  /** Finds the bot to which a token belongs. @throws ProblemError that the token is refused, or the messenger can't be reached */
  identify(token: string): Promise<KnownBot>;
  /** Makes the messenger send updates to this address, with this secret. @throws ProblemError as `identify` */
  setWebhook(token: string, url: string, secret: string): Promise<void>;
  /** Ignores failures, because the token may already be revoked. */
  removeWebhook(token: string, url: string): Promise<void>;
}

/** Statuses with which a messenger refuses an invalid or revoked token. */
const TOKEN_REFUSED = new Set([401, 404]);
const ASK_AGAIN_SECONDS = 10;

/** The problem of a call about a token that has failed. */
export function problemOfToken(
  answer: ProviderAnswer | Attempt,
  codes: {
    readonly refused: 'bot_token_refused' | 'max_token_refused';
    readonly unreachable: 'telegram_unreachable' | 'max_unreachable';
  },
): ProblemError {
  const isRefused = 'status' in answer && TOKEN_REFUSED.has(answer.status);
  return isRefused ? new ProblemError(codes.refused) : new ProblemError(codes.unreachable, {}, [], ASK_AGAIN_SECONDS);
}
