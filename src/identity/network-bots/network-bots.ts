import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author, type ChatChannel, Pii } from '../../security';
import { MESSENGERS } from './messengers';
import * as sql from './network-bots.sql';

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
    const row = await this.database.inNetwork(networkId, (tx) => sql.findBot(tx, messenger, networkId));
    return row?.token_encrypted == null ? null : { botId: row.bot_id, username: row.username };
  }

  /**
   * Whether a guest's session may rest on an own bot of the network, now or within this time. The holder of the bot's token can read codes that the
   * bot sent, and reuse data of people who open its Mini App. So such a session proves the person to this network only.
   */
  mayHaveProven(networkId: string, withinSeconds: number): Promise<boolean> {
    return this.database.inNetwork(networkId, (tx) => sql.hadOwnBot(tx, networkId, withinSeconds));
  }

  /** The secret that the messenger sends with each update of the bot. It is derived from the token, so it is not stored. */
  webhookSecretOf(networkId: string, token: string): string {
    return this.pii.blindIndex(networkId, 'bot_webhook', token).toString('base64url');
  }

  /** @throws ProblemError `bot_taken` for a bot of another network */
  async requireFree(messenger: ChatChannel, networkId: string, botId: number): Promise<void> {
    const owner = await this.database.asPlatform((tx) => sql.findNetworkOfBot(tx, messenger, botId));
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
      if (before !== null && before.botId !== botId) await sql.deleteBotChats(tx, messenger, networkId);
      const tokenEncrypted = this.pii.encrypt(networkId, 'secret', token);
      await sql.putBot(tx, messenger, networkId, { botId, username, tokenEncrypted, connectedAt });
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
      await sql.deleteBotChats(tx, messenger, networkId);
      await sql.disconnectBot(tx, messenger, networkId, this.clock.now());
      await this.audit.appendChange(tx, networkId, author, MESSENGERS[messenger].disconnected, networkId, {
        before: { username: before.username },
      });
    });
  }

  private async findWithin(tx: Tx, messenger: ChatChannel, networkId: string): Promise<NetworkBot | null> {
    const row = await sql.findBot(tx, messenger, networkId);
    if (row?.token_encrypted == null) return null;
    const { bot_id: botId, username, connected_at: connectedAt, token_encrypted: blob } = row;
    return { botId, username, token: this.pii.decrypt(networkId, 'secret', blob), connectedAt };
  }
}
