import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Bot, KnownBot } from '../../identity';
import { messages } from '../../generated/words/messages';
import { FORMATTERS } from '../../platform/language/formatters';
import type { Attempt, OutgoingMessage } from '../../security';
import { callProvider, failedAttempt, type ProviderAnswer } from './call-provider';
import { ChatPace } from './chat-pace';
import { maxHtmlOf } from './max-text.rules';
import { type BotAccess, type BotButtons, type Messenger, problemOfToken } from './messenger';

const sent = z.object({ message: z.object({ body: z.object({ mid: z.string().min(1).max(200) }) }) });
/** Some calls answer 200 with this and have done nothing. */
const failed = z.object({ success: z.literal(false) });
const done = z.object({ success: z.literal(true) });
const identified = z.object({ user_id: z.int(), username: z.string().regex(/^[\w-]{1,64}$/), is_bot: z.literal(true) });
const subscribed = z.object({ subscriptions: z.array(z.object({ url: z.string() })) });

/** The person stopped the bot, or has no dialog with it: `{"code":"chat.denied","message":"Key: error.dialog.suspended, …"}`. */
const FORBIDDEN = 403;
/** MAX allows 2 messages a second into one chat. */
const APART_MS = 500;
/** A longer wait for the chat's turn would not leave an attempt the time that it may take. */
const LONGEST_TURN_MS = 3_000;
const PROBLEMS = { refused: 'max_token_refused', unreachable: 'max_unreachable' } as const;
/** The updates that the bot asks for: what a person does in the dialog with it. */
const UPDATES = ['bot_started', 'bot_stopped', 'dialog_removed', 'message_created', 'message_callback'] as const;

/** A bot in MAX with what its replies need. */
export interface MaxAccess extends BotAccess {
  /** Its public name, by which a button opens its mini app. */
  readonly username: string;
  readonly trustsContacts: boolean;
  /** The press of a button that is answered; left out: the reply is a message of its own. */
  readonly callbackId?: string;
}

interface MaxOptions {
  readonly baseUrl: string;
  /** The bot that writes for a network; null: it has none. A job may wait longer for the answer than a caller. */
  readonly accessOf: (networkId: string, asked: 'BY_JOB' | 'BY_CALLER') => Promise<MaxAccess | null>;
  /** Whether the network has on record a contract that allows this message. The check runs again when the message is sent. */
  readonly mayGo: (message: OutgoingMessage) => Promise<boolean>;
  /** Called when the person has stopped the bot or the dialog is gone, before the attempt returns. */
  readonly onRefused: (bot: Bot, chatId: string) => Promise<void>;
}

/**
 * Sends messages by the bots of networks in MAX (https://dev.max.ru/docs-api). The token stands in a header, so addresses are no secret.
 */
export class MaxBot implements Messenger {
  readonly name = 'max';
  readonly channel = 'MAX';
  readonly repeatable = false;
  readonly reports = false;
  // The rules (edition of 11 June 2026) count QR codes and links that identify a person elsewhere as authorization messages.
  readonly codeElsewhere = 'bot.inMax.codeElsewhere';
  readonly codeParameter = 'code';
  readonly texts = {
    hello: 'bot.inMax.hello',
    welcome: 'bot.inMax.welcome',
    linked: 'bot.inMax.linked',
    linkedWithCode: 'bot.inMax.linkedWithCode',
    notYours: 'bot.inMax.notYours',
    stopped: 'bot.inMax.stopped',
    stoppedCampaigns: 'bot.inMax.stoppedCampaigns',
  } as const;
  /** Over all bots and processes. The host is said to take 30 requests; whether a bot or an address is meant is not known. */
  readonly perSecond = 12;

  private readonly pace = new ChatPace(APART_MS);

  constructor(private readonly options: MaxOptions) {}

  async send(message: OutgoingMessage): Promise<Attempt> {
    const { networkId, recipient, text, refusable } = message;
    let bot: MaxAccess | null;
    let mayGo: boolean;
    try {
      bot = await this.options.accessOf(networkId, 'BY_JOB');
      mayGo = await this.options.mayGo(message);
    } catch {
      // Nothing was sent.
      return { outcome: 'RETRY', failure: 'max bot unknown' };
    }
    if (bot === null) return { outcome: 'REFUSED', failure: 'max no bot' };
    if (!mayGo) return { outcome: 'REFUSED', failure: 'max no contract' };
    const stop = refusable && messages[refusable.language]['unsubscribe.byBot'](FORMATTERS, {});
    return this.write(bot, recipient, stop === null ? text : `${text}\n\n${stop}`, []);
  }

  /** MAX has no bot of the installation. */
  isOfInstallation(): boolean {
    return false;
  }

  async say(bot: MaxAccess, chatId: string, text: string, buttons: BotButtons): Promise<Attempt> {
    const attachments = [keyboardOf(bot, buttons)];
    const { callbackId } = bot;
    if (callbackId !== undefined) {
      const body = { message: { text: maxHtmlOf(text), format: 'html', attachments } };
      const answer = await this.call(bot.token, 'POST', `/answers?callback_id=${encodeURIComponent(callbackId)}`, body);
      if ('body' in answer && done.safeParse(answer.body).success) return { outcome: 'SENT', providerId: null };
      // A press that is too old takes no answer, and a message says the same.
    }
    return this.write(bot, chatId, text, attachments);
  }

  async findLinkFor(networkId: string): Promise<string | null> {
    const bot = await this.options.accessOf(networkId, 'BY_CALLER');
    return bot === null ? null : `https://max.ru/${bot.username}?start=${this.codeParameter}`;
  }

  async identify(token: string): Promise<KnownBot> {
    const answer = await this.call(token, 'GET', '/me');
    const bot = identified.safeParse('body' in answer ? answer.body : undefined);
    if (!bot.success) throw problemOfToken(answer, PROBLEMS);
    return { botId: bot.data.user_id, username: bot.data.username };
  }

  /** A subscription of the same address is removed first, because another one would be added to it with its old secret. */
  async setWebhook(token: string, url: string, secret: string): Promise<void> {
    await this.removeWebhook(token, url);
    const answer = await this.call(token, 'POST', '/subscriptions', { url, update_types: UPDATES, secret });
    if (!done.safeParse('body' in answer ? answer.body : undefined).success) throw problemOfToken(answer, PROBLEMS);
  }

  async removeWebhook(token: string, url: string): Promise<void> {
    await this.call(token, 'DELETE', `/subscriptions?url=${encodeURIComponent(url)}`);
  }

  /** Whether MAX sends updates to this address; a text: why that can't be known. */
  async hasWebhook(token: string, url: string): Promise<boolean | string> {
    const answer = await this.call(token, 'GET', '/subscriptions');
    if ('outcome' in answer) return 'max unreachable';
    const list = subscribed.safeParse(answer.body);
    if (!list.success) return `max ${String(answer.status)}`;
    return list.data.subscriptions.some((one) => one.url === url);
  }

  private async write(bot: MaxAccess, chatId: string, text: string, attachments: readonly object[]): Promise<Attempt> {
    const waitMs = this.pace.takeTurn(`${String(bot.owner)} ${chatId}`, performance.now());
    if (waitMs > LONGEST_TURN_MS)
      return { outcome: 'RETRY', failure: 'max chat busy', afterSeconds: Math.ceil(waitMs / 1_000) };
    if (waitMs > 0) await pause(waitMs);
    const userId = chatId.replace(/^max:/, '');
    const body = { text: maxHtmlOf(text), format: 'html', attachments };
    const answer = await this.call(bot.token, 'POST', `/messages?user_id=${encodeURIComponent(userId)}`, body);
    if ('outcome' in answer) return answer;
    const success = sent.safeParse(answer.body);
    if (success.success) return { outcome: 'SENT', providerId: success.data.message.body.mid };
    if (failed.safeParse(answer.body).success) return { outcome: 'REFUSED', failure: 'max refused' };
    if (answer.status === FORBIDDEN) await this.options.onRefused(bot, chatId);
    return failedAttempt(answer, `max ${String(answer.status)}`);
  }

  private call(
    token: string,
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<ProviderAnswer | Attempt> {
    return callProvider(`${this.options.baseUrl}${path}`, {
      method,
      headers: { Authorization: token, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
  }
}

/** MAX has buttons in a message alone. */
function keyboardOf({ username, trustsContacts }: MaxAccess, { kind, language }: BotButtons): object {
  const words = messages[language];
  const card = { type: 'open_app', text: words['bot.inMax.card'](FORMATTERS, {}), web_app: username };
  const share = { type: 'request_contact', text: words['bot.share'](FORMATTERS, {}) };
  const balance = { type: 'callback', text: words['bot.inMax.balance'](FORMATTERS, {}), payload: 'balance' };
  const rows = kind === 'SHARE_PHONE' ? [[card], ...(trustsContacts ? [[share]] : [])] : [[balance], [card]];
  return { type: 'inline_keyboard', payload: { buttons: rows } };
}
