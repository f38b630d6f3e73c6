import { z } from 'zod';
import type { NetworkBot } from '../../identity';

/** A token as @BotFather shows it: the bot's id, a colon, and the secret. */
const TOKEN = /^\d{1,15}:[\w-]{8,100}$/;

export const connectBotSchema = z
  .strictObject({
    token: z.string().trim().max(120).regex(TOKEN).describe('Token of the bot, as @BotFather shows it'),
  })
  .meta({ id: 'ConnectBot', example: { token: '123456789:EXAMPLE-TOKEN-OF-A-BOT' } });
export type ConnectBotBody = z.infer<typeof connectBotSchema>;

export const networkBotSchema = z
  .strictObject({
    username: z.string().nullable().describe('Name of the bot without `@`; null: the network has no own bot'),
    connectedAt: z.iso.datetime().nullable().describe('When it was connected (RFC 3339); null: no own bot'),
  })
  .meta({ id: 'NetworkBot', description: 'The own Telegram bot of a network; its token is never shown.' });
export type NetworkBotAnswer = z.infer<typeof networkBotSchema>;

export function networkBotAnswer(bot: NetworkBot | null): NetworkBotAnswer {
  return { username: bot?.username ?? null, connectedAt: bot?.connectedAt.toISOString() ?? null };
}
