import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author, CHAT_CHANNELS, type ChatChannel, Pii } from '../../security';
import { MESSENGERS } from './messengers';

/** A bot as its messenger knows it. */
export interface KnownBot {
  readonly botId: number;
  /** Without `@`. */
  readonly username: string;
}

export interface NetworkBot extends KnownBot {
  readonly token: string;
  readonly connectedAt: Date;
}

/** Networks' own bots, at most one in each messenger. Their tokens are stored encrypted and sent only to the messenger. */
@Injectable()
export class NetworkBots {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Null: the network has no bot there. */
  find(messenger: ChatChannel, networkId: string): Promise<NetworkBot | null> {
    return this.database.inNetwork(networkId, (tx) => this.findWithin(tx, messenger, networkId));
  }

  /** The network's bot without its token; null: it has none. */
  async findKnown(messenger: ChatChannel, networkId: string): Promise<KnownBot | null> {
    const row = await this.database.inNetwork(networkId, (tx) => findBot(tx, messenger, networkId));
    return row?.tokenEncrypted == null ? null : { botId: row.botId, username: row.username };
  }

  /**
   * Whether a guest's session may rest on an own bot of the network, now or within this time. The holder of the bot's token can read codes that the
   * bot sent, and reuse data of people who open its Mini App. So such a session proves the person to this network only.
   */
  mayHaveProven(networkId: string, withinSeconds: number): Promise<boolean> {
    return this.database.inNetwork(networkId, (tx) => hadOwnBot(tx, networkId, withinSeconds));
  }

  /** The secret that the messenger sends with each update of the bot. It is derived from the token, so it is not stored. */
  webhookSecretOf(networkId: string, token: string): string {
    return this.pii.blindIndex(networkId, 'bot_webhook', token).toString('base64url');
  }

  /** @throws ProblemError `bot_taken` for a bot of another network */
  async requireFree(messenger: ChatChannel, networkId: string, botId: number): Promise<void> {
    const owner = await this.database.asPlatform(
      async (tx) =>
        (
          await tx.maybe<{ networkId: string }>`
            SELECT network_id FROM ${MESSENGERS[messenger].bots} WHERE bot_id = ${botId} AND disconnected_at IS NULL`
        )?.networkId,
    );
    if (owner !== undefined && owner !== networkId) throw new ProblemError('bot_taken');
  }

  /** Saves a bot. A different bot starts without chats, because people have to write to it first; a new token of the same bot keeps them. */
  async put(
    messenger: ChatChannel,
    networkId: string,
    bot: KnownBot & { readonly token: string },
    author: Author,
  ): Promise<NetworkBot> {
    const { botId, username, token } = bot;
    const connectedAt = this.clock.now();
    await this.database.inNetwork(networkId, async (tx) => {
      const before = await this.findWithin(tx, messenger, networkId);
      if (before !== null && before.botId !== botId) await deleteBotChats(tx, messenger, networkId);
      const tokenEncrypted = this.pii.encrypt(networkId, 'secret', token);
      await tx.query`
        INSERT INTO ${MESSENGERS[messenger].bots} (network_id, bot_id, username, token_encrypted, connected_at)
         VALUES (${networkId}, ${botId}, ${username}, ${tokenEncrypted}, ${connectedAt})
         ON CONFLICT (network_id) DO UPDATE SET bot_id = excluded.bot_id, username = excluded.username,
           token_encrypted = excluded.token_encrypted, connected_at = excluded.connected_at, disconnected_at = NULL`;
      await this.audit.appendChange(tx, networkId, author, MESSENGERS[messenger].connected, networkId, {
        before: { username: before?.username ?? null },
        after: { username },
      });
    });
    return { botId, username, token, connectedAt };
  }

  /** Deletes the bot's token and chats. Does nothing where there is no bot. */
  async remove(messenger: ChatChannel, networkId: string, author: Author): Promise<void> {
    await this.database.inNetwork(networkId, async (tx) => {
      const before = await this.findWithin(tx, messenger, networkId);
      if (before === null) return;
      await deleteBotChats(tx, messenger, networkId);
      await tx.query`
        UPDATE ${MESSENGERS[messenger].bots} SET token_encrypted = NULL, disconnected_at = ${this.clock.now()} WHERE network_id = ${networkId}`;
      await this.audit.appendChange(tx, networkId, author, MESSENGERS[messenger].disconnected, networkId, {
        before: { username: before.username },
      });
    });
  }

  private async findWithin(tx: Tx, messenger: ChatChannel, networkId: string): Promise<NetworkBot | null> {
    const row = await findBot(tx, messenger, networkId);
    if (row?.tokenEncrypted == null) return null;
    const { botId, username, connectedAt, tokenEncrypted } = row;
    return { botId, username, token: this.pii.decrypt(networkId, 'secret', tokenEncrypted), connectedAt };
  }
}

/** Whether the network has its own bot in any messenger, or had one within this time. */
async function hadOwnBot(tx: Tx, networkId: string, withinSeconds: number): Promise<boolean> {
  for (const messenger of CHAT_CHANNELS) {
    const bot = await tx.maybe`SELECT FROM ${MESSENGERS[messenger].bots} WHERE network_id = ${networkId}
      AND (disconnected_at IS NULL OR disconnected_at > now() - make_interval(secs => ${withinSeconds}))`;
    if (bot !== undefined) return true;
  }
  return false;
}

/**
 * Finds the network's bot in a messenger. Undefined: the network never had a bot in this messenger. A row without a token: the bot was disconnected.
 */
function findBot(tx: Tx, messenger: ChatChannel, networkId: string) {
  return tx.maybe<{ botId: number; username: string; tokenEncrypted: Buffer | null; connectedAt: Date }>`
    SELECT bot_id::float8 AS "bot_id!", username, token_encrypted, connected_at
      FROM ${MESSENGERS[messenger].bots} WHERE network_id = ${networkId}`;
}

async function deleteBotChats(tx: Tx, messenger: ChatChannel, networkId: string): Promise<void> {
  await tx.query`DELETE FROM ${MESSENGERS[messenger].chats} WHERE network_id = ${networkId}`;
}
