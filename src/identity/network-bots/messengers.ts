import { type Sql, sql } from '../../platform/database/sql';
import type { AuditChange, ChatChannel } from '../../security';

/** A messenger whose bots write to guests, as the platform sees it. Its calls stand in src/integrations/messaging. */
interface Messenger {
  /** Table of the networks' own bots. */
  readonly bots: Sql;
  /** Table of the chats that belong to them, with the same columns for each messenger. */
  readonly chats: Sql;
  /** Whether the installation has a bot that writes for networks without their own. */
  readonly hasBotOfInstallation: boolean;
  /** Failure of a message to a person who stopped the bot. */
  readonly stopped: string;
  /** The actions that the audit records when a manager connects or disconnects the bot. */
  readonly connected: AuditChange;
  readonly disconnected: AuditChange;
}

/** The messengers, one for each channel that writes into a chat. */
export const MESSENGERS: Readonly<Record<ChatChannel, Messenger>> = {
  TELEGRAM: {
    bots: sql`network_bots`,
    chats: sql`network_bot_chats`,
    hasBotOfInstallation: true,
    stopped: 'telegram 403',
    connected: 'network.bot_connected',
    disconnected: 'network.bot_disconnected',
  },
  MAX: {
    bots: sql`max_bots`,
    chats: sql`max_chats`,
    hasBotOfInstallation: false,
    stopped: 'max 403',
    connected: 'network.max_connected',
    disconnected: 'network.max_disconnected',
  },
};

/** The network that owns the bot of a chat; null: the installation's bot, which serves all other networks. */
type BotOwner = string | null;

/** A bot that people write to. */
export interface Bot {
  readonly messenger: ChatChannel;
  readonly owner: BotOwner;
}
