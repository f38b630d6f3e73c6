import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author, Pii } from '../../security';
import { findNetworkOfBot, hadOwnBot } from './network-bots.sql';

/** A bot as Telegram knows it. */
export interface KnownBot {
  readonly botId: number;
  /** Without `@`. */
  readonly username: string;
}

export interface NetworkBot extends KnownBot {
  readonly token: string;
  readonly connectedAt: Date;
}

/** Networks' own Telegram bots. Their tokens are stored encrypted and sent only to Telegram. */
@Injectable()
export class NetworkBots {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Null: the network uses the installation's bot. */
  find(networkId: string): Promise<NetworkBot | null> {
    return this.database.inNetwork(networkId, (tx) => this.findWithin(tx, networkId));
  }

  /** The network's bot without its token; null: it has none. */
  async findKnown(networkId: string): Promise<KnownBot | null> {
    const select = { botId: true, username: true } as const;
    const row = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.networkBot.findUnique({ where: { networkId, disconnectedAt: null }, select }),
    );
    return row === null ? null : { botId: Number(row.botId), username: row.username };
  }

  /**
   * Whether a guest's session may rest on the network's own bot, now or within this time. The holder of the bot's token can read codes that the bot
   * sent, and reuse data of people who open its Mini App. So such a session proves the person to this network only.
   */
  mayHaveProven(networkId: string, withinSeconds: number): Promise<boolean> {
    return this.database.inNetwork(networkId, (tx) => hadOwnBot(tx, networkId, withinSeconds));
  }

  /** The secret that Telegram sends with each update of the bot. It is derived from the token, so it is not stored. */
  webhookSecretOf(networkId: string, token: string): string {
    return this.pii.blindIndex(networkId, 'bot_webhook', token).toString('base64url');
  }

  /** @throws ProblemError `bot_taken` for a bot of another network */
  async requireFree(networkId: string, botId: number): Promise<void> {
    const owner = await this.database.asPlatform((tx) => findNetworkOfBot(tx, botId));
    if (owner !== undefined && owner !== networkId) throw new ProblemError('bot_taken');
  }

  /** Saves a bot. A different bot starts without chats, because people have to write to it first; a new token of the same bot keeps them. */
  async put(networkId: string, bot: KnownBot & { readonly token: string }, author: Author): Promise<NetworkBot> {
    const { botId, username, token } = bot;
    const connectedAt = this.clock.now();
    await this.database.inNetwork(networkId, async (tx) => {
      const before = await this.findWithin(tx, networkId);
      if (before !== null && before.botId !== botId)
        await tx.prisma.networkBotChat.deleteMany({ where: { networkId } });
      const row = {
        botId: BigInt(botId),
        username,
        tokenEncrypted: new Uint8Array(this.pii.encrypt(networkId, 'secret', token)),
        connectedAt,
        disconnectedAt: null,
      };
      await tx.prisma.networkBot.upsert({ where: { networkId }, create: { networkId, ...row }, update: row });
      await this.audit.appendChange(tx, networkId, author, 'network.bot_connected', networkId, {
        before: { username: before?.username ?? null },
        after: { username },
      });
    });
    return { botId, username, token, connectedAt };
  }

  /** Deletes the bot's token and chats. Does nothing where there is no bot. */
  async remove(networkId: string, author: Author): Promise<void> {
    await this.database.inNetwork(networkId, async (tx) => {
      const before = await this.findWithin(tx, networkId);
      if (before === null) return;
      await tx.prisma.networkBotChat.deleteMany({ where: { networkId } });
      const data = { tokenEncrypted: null, disconnectedAt: this.clock.now() };
      await tx.prisma.networkBot.update({ where: { networkId }, data });
      await this.audit.appendChange(tx, networkId, author, 'network.bot_disconnected', networkId, {
        before: { username: before.username },
      });
    });
  }

  private async findWithin(tx: Tx, networkId: string): Promise<NetworkBot | null> {
    const row = await tx.prisma.networkBot.findUnique({ where: { networkId } });
    if (row?.tokenEncrypted == null) return null;
    const { botId, username, connectedAt } = row;
    const token = this.pii.decrypt(networkId, 'secret', Buffer.from(row.tokenEncrypted));
    return { botId: Number(botId), username, token, connectedAt };
  }
}
