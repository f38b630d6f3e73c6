import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Bot, KnownBot, NetworkBots } from '../../identity';
import { messages } from '../../generated/words/messages';
import { inBackground } from '../../platform/database/in-background';
import { FORMATTERS } from '../../platform/language/formatters';
import type { Attempt, OutgoingMessage } from '../../security';
import { callProvider, failedAttempt, type ProviderAnswer } from './call-provider';
import { type BotAccess, type BotButtons, type Messenger, problemOfToken } from './messenger';

const sent = z.object({ ok: z.literal(true), result: z.object({ message_id: z.int() }) });
const identified = z.object({
  ok: z.literal(true),
  result: z.object({ id: z.int(), is_bot: z.literal(true), username: z.string().min(1).max(64) }),
});
const done = z.object({ ok: z.literal(true) });
const refused = z.object({
  error_code: z.int(),
  description: z.string().optional(),
  parameters: z.object({ retry_after: z.int() }).partial().optional(),
});

/** Status of "Forbidden: bot was blocked by the user" and similar answers. */
const FORBIDDEN = 403;
/** Matches "Bad Request: chat not found". Other bad requests are bugs of ours. */
const NO_CHAT = /\bchat not found\b/i;
const NAME_WAIT_MS = 1_000;
const PROBLEMS = { refused: 'bot_token_refused', unreachable: 'telegram_unreachable' } as const;

interface TelegramOptions {
  /** The token of the installation's bot. */
  readonly token: string;
  readonly baseUrl: string;
  /** The username of the installation's bot; undefined: Telegram is asked for it. */
  readonly username: string | undefined;
  /** The bots of networks that have their own. */
  readonly bots: Pick<NetworkBots, 'find'>;
  /** Called when the person has blocked the bot or the chat is gone, before the attempt returns. */
  readonly onRefused: (bot: Bot, chatId: string) => Promise<void>;
}

/** Sends messages by a bot: the network's own, else the installation's. Telegram's addresses contain the token, so no address is ever logged. */
export class TelegramBot implements Messenger {
  readonly name = 'telegram';
  readonly channel = 'TELEGRAM';
  readonly repeatable = false;
  readonly reports = false;
  readonly codeElsewhere = null;
  readonly codeParameter = 'code';
  readonly texts = {
    hello: 'bot.hello',
    welcome: 'bot.welcome',
    linked: 'bot.linked',
    linkedWithCode: 'bot.linkedWithCode',
    notYours: 'bot.notYours',
    stopped: 'bot.stopped',
    stoppedCampaigns: 'bot.stoppedCampaigns',
  } as const;
  /** Over all bots and processes. Telegram allows a bot about 30. */
  readonly perSecond = 25;

  private username: string | undefined;
  private asking: Promise<string | null> | undefined;

  constructor(private readonly options: TelegramOptions) {
    this.username = options.username;
  }

  async send({ networkId, recipient, text, refusable }: OutgoingMessage): Promise<Attempt> {
    let bot: BotAccess;
    try {
      bot = await this.botOf(networkId, inBackground(this.options.bots));
    } catch {
      // Nothing was sent.
      return { outcome: 'RETRY', failure: 'telegram bot unknown' };
    }
    const stop = refusable && messages[refusable.language]['unsubscribe.byBot'](FORMATTERS, {});
    return this.write(bot, recipient, stop === null ? text : `${text}\n\n${stop}`);
  }

  isOfInstallation(token: string): boolean {
    return botIdOf(token) === botIdOf(this.options.token);
  }

  /** The bot that writes for a network. */
  async botOf(networkId: string, bots = this.options.bots): Promise<BotAccess> {
    const own = await bots.find(this.channel, networkId);
    return own === null ? this.ofInstallation : { messenger: this.channel, owner: networkId, token: own.token };
  }

  /** The link that opens the network's bot with `/start code`, by which a person asks for a code. */
  async findLinkFor(networkId: string): Promise<string | null> {
    const own = await this.options.bots.find(this.channel, networkId);
    const username = own?.username ?? (await this.findUsername());
    return username === null ? null : `https://t.me/${username}?start=${this.codeParameter}`;
  }

  /** Null: not known yet. A caller waits for Telegram only so long; the next caller may find the name known. */
  private async findUsername(): Promise<string | null> {
    if (this.username !== undefined) return this.username;
    this.asking ??= this.identify(this.options.token)
      .then(({ username }) => {
        this.username = username;
        return username;
      })
      .catch(() => null)
      .finally(() => {
        this.asking = undefined;
      });
    return Promise.race([this.asking, pause(NAME_WAIT_MS, null, { ref: false })]);
  }

  get ofInstallation(): BotAccess {
    return { messenger: this.channel, owner: null, token: this.options.token };
  }

  say(bot: BotAccess, chatId: string, text: string, buttons: BotButtons): Promise<Attempt> {
    return this.write(bot, chatId, text, keyboardOf(buttons));
  }

  /** @param replyMarkup buttons in the Bot API's form */
  private async write(bot: BotAccess, chatId: string, text: string, replyMarkup?: object): Promise<Attempt> {
    const body = { chat_id: chatId, text, ...(replyMarkup && { reply_markup: replyMarkup }) };
    const answer = await this.call(bot.token, 'sendMessage', body);
    if ('outcome' in answer) return answer;
    const success = sent.safeParse(answer.body);
    if (success.success) return { outcome: 'SENT', providerId: String(success.data.result.message_id) };
    const refusal: z.infer<typeof refused> = refused.safeParse(answer.body).data ?? { error_code: answer.status };
    const { error_code: code, description = '', parameters } = refusal;
    if (code === FORBIDDEN || NO_CHAT.test(description)) await this.options.onRefused(bot, chatId);
    return failedAttempt({ ...answer, retryAfterSeconds: parameters?.retry_after }, `telegram ${String(code)}`);
  }

  /** Finds the bot to which a token belongs. @throws ProblemError `bot_token_refused`, `telegram_unreachable` */
  async identify(token: string): Promise<KnownBot> {
    const answer = await this.call(token, 'getMe', {});
    const bot = identified.safeParse('body' in answer ? answer.body : undefined);
    if (!bot.success) throw problemOfToken(answer, PROBLEMS);
    const { id, username } = bot.data.result;
    return { botId: id, username };
  }

  /** Makes Telegram send only messages, to this address and with this secret. @throws ProblemError as `identify` */
  async setWebhook(token: string, url: string, secret: string): Promise<void> {
    const body = { url, secret_token: secret, allowed_updates: ['message'] };
    const answer = await this.call(token, 'setWebhook', body);
    if (!done.safeParse('body' in answer ? answer.body : undefined).success) throw problemOfToken(answer, PROBLEMS);
  }

  /** Ignores failures, because the token may already be revoked. */
  async removeWebhook(token: string): Promise<void> {
    await this.call(token, 'deleteWebhook', {});
  }

  private call(token: string, method: string, body: object): Promise<ProviderAnswer | Attempt> {
    return callProvider(`${this.options.baseUrl.replace(/\/$/, '')}/bot${token}/${method}`, {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }
}

/** A token begins with the id of its bot. */
function botIdOf(token: string): string | undefined {
  return token.split(':')[0];
}

/** Undefined: the keyboard that the chat has stays. */
function keyboardOf({ kind, language }: BotButtons): object | undefined {
  if (kind === 'COMMANDS') return undefined;
  if (kind === 'PHONE_SHARED') return { remove_keyboard: true };
  const share = { text: messages[language]['bot.share'](FORMATTERS, {}), request_contact: true };
  return { keyboard: [[share]], resize_keyboard: true, one_time_keyboard: true };
}
