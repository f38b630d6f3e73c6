import { z } from 'zod';
import type { MaxBotDetails, NetworkBot } from '../../identity';
import { instant, line, listOf, localDate, objectNamed } from '../../platform/http/schemas';
import { type ChannelContract, MESSAGE_KINDS } from '../../security';

/** Tokens of MAX are opaque; these are the signs that a header can carry. */
const TOKEN = /^[\x21-\x7e]{8,300}$/;
const MOST_CHARACTERS_OF_NUMBER = 100;

export const connectMaxBotSchema = z
  .strictObject({
    token: z.string().trim().max(300).regex(TOKEN).describe('Token of the bot, as the account at MAX shows it'),
  })
  .meta({ id: 'ConnectMaxBot', example: { token: 'EXAMPLE-TOKEN-OF-A-BOT' } });
export type ConnectMaxBotBody = z.infer<typeof connectMaxBotSchema>;

export const changeMaxBotSchema = objectNamed('ChangeMaxBot', {
  trustsContacts: z
    .boolean()
    .describe(
      'Whether a phone that a person shares in the chat is believed when the signature of MAX fits. The form of that signature is not confirmed by MAX: try it with your bot first',
    ),
});
export type ChangeMaxBotBody = z.infer<typeof changeMaxBotSchema>;

export const messageKindSchema = z
  .enum(MESSAGE_KINDS)
  .describe('Kind of messages: offers of campaigns, one-time codes, or notices that the guest did not ask for');

export const recordContractSchema = z
  .strictObject({
    number: line(MOST_CHARACTERS_OF_NUMBER).describe('Number of the contract with MAX, as it stands in the contract'),
    signedOn: localDate.describe('Day of its signature, not after today'),
  })
  .meta({ id: 'RecordChannelContract', example: { number: 'MAX-2026/117', signedOn: '2026-11-20' } });
export type RecordContractBody = z.infer<typeof recordContractSchema>;

export const maxBotSchema = objectNamed('MaxBot', "The network's bot in MAX; its token is never shown.", {
  isAvailable: z.boolean().describe('Whether the installation can connect bots in MAX'),
  username: z.string().nullable().describe('Public name of the bot; null: the network has none'),
  connectedAt: instant.nullable().describe('When it was connected; null: no bot'),
  miniAppUrl: z
    .string()
    .nullable()
    .describe(
      'Address of the mini app, for the settings of the bot at MAX; null: the installation has no public address',
    ),
  webhookCheckedAt: instant.nullable().describe('When MAX last said that its updates come here; null: not yet'),
  webhookLostAt: instant.nullable().describe('Since when they do not come; null: they come'),
  webhookFailure: z.string().nullable().describe('Why they do not come, as `max 401`; null: they come'),
  trustsContacts: z
    .boolean()
    .describe('Whether a phone that a person shares in the chat is believed without a code by SMS'),
  contracts: listOf(
    'Contracts with MAX that allow messages, at most one of a kind. Without one, no message of the kind is sent',
    {
      kind: messageKindSchema,
      number: z.string().describe('Number of the contract'),
      signedOn: localDate.describe('Day of its signature'),
      recordedAt: instant.describe('When it was recorded here'),
      recordedBy: z.string().nullable().describe('Name of the manager who recorded it; null: the account is gone'),
    },
  ),
});
export type MaxBotAnswer = z.infer<typeof maxBotSchema>;

export interface MaxBotState {
  readonly isAvailable: boolean;
  readonly bot: Pick<NetworkBot, 'username' | 'connectedAt'> | null;
  readonly details: MaxBotDetails | null;
  readonly miniAppUrl: string | null;
  readonly contracts: readonly ChannelContract[];
}

export function maxBotAnswer({ isAvailable, bot, details, miniAppUrl, contracts }: MaxBotState): MaxBotAnswer {
  return {
    isAvailable,
    username: bot?.username ?? null,
    connectedAt: bot?.connectedAt.toISOString() ?? null,
    miniAppUrl,
    webhookCheckedAt: details?.webhookCheckedAt?.toISOString() ?? null,
    webhookLostAt: details?.webhookLostAt?.toISOString() ?? null,
    webhookFailure: details?.webhookFailure ?? null,
    trustsContacts: details?.trustsContacts ?? false,
    contracts: contracts.map(({ kind, number, signedOn, recordedAt, recordedBy }) => ({
      kind,
      number,
      signedOn,
      recordedAt: recordedAt.toISOString(),
      recordedBy,
    })),
  };
}
