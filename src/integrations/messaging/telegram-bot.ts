import { z } from 'zod';
import type { Attempt, MessageProvider, OutgoingMessage } from '../../security';
import { callProvider, failedAttempt } from './call-provider';

const sent = z.object({ ok: z.literal(true), result: z.object({ message_id: z.int() }) });
const refused = z.object({
  error_code: z.int(),
  parameters: z.object({ retry_after: z.int() }).partial().optional(),
});

/** "Forbidden: bot was blocked by the user", and the like. */
const FORBIDDEN = 403;

/** Messages by a bot. Its token stands in the address of each call, so no address is ever logged. */
export class TelegramBot implements MessageProvider {
  readonly name = 'telegram';
  readonly channel = 'TELEGRAM';
  readonly repeatable = false;

  constructor(
    private readonly token: string,
    private readonly baseUrl: string,
    /** Called where the person has stopped the bot or the chat is gone, before the attempt is answered. */
    private readonly onRefused: (chatId: string) => Promise<void>,
  ) {}

  send({ recipient, text }: OutgoingMessage): Promise<Attempt> {
    return this.say(recipient, text);
  }

  /** @param replyMarkup as the Bot API has it: what the guest can press in place of typing */
  async say(chatId: string, text: string, replyMarkup?: object): Promise<Attempt> {
    const answer = await callProvider(`${this.baseUrl.replace(/\/$/, '')}/bot${this.token}/sendMessage`, {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ chat_id: chatId, text, ...(replyMarkup && { reply_markup: replyMarkup }) }),
    });
    if ('outcome' in answer) return answer;
    const done = sent.safeParse(answer.body);
    if (done.success) return { outcome: 'SENT', providerId: String(done.data.result.message_id) };
    const { error_code: code, parameters } = refused.safeParse(answer.body).data ?? { error_code: answer.status };
    if (code === FORBIDDEN) await this.onRefused(chatId);
    return failedAttempt({ ...answer, retryAfterSeconds: parameters?.retry_after }, `telegram ${String(code)}`);
  }
}
