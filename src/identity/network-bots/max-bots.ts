import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { found } from '../../platform/problems/problem';
import { Audit, type Author } from '../../security';

/** How a person of MAX is called as the recipient of messages. Its ids are numbers, as those of Telegram are, and may be equal to them. */
export function chatIdOfMax(userId: number): string {
  return `max:${String(userId)}`;
}

/** The part of a bot that MAX alone has. */
export interface MaxBotDetails {
  /** Whether a phone that a person shares in the chat is believed without a code by SMS. */
  readonly trustsContacts: boolean;
  /** When MAX was last asked whether it sends updates to us; null: never. */
  readonly webhookCheckedAt: Date | null;
  /** The time since which MAX has sent no updates; null: MAX sends them. */
  readonly webhookLostAt: Date | null;
  /** Why updates do not come, such as `max 401`. */
  readonly webhookFailure: string | null;
}

/** Reads and changes that part. */
@Injectable()
export class MaxBots {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Null: the network has no bot in MAX. */
  async find(networkId: string): Promise<MaxBotDetails | null> {
    const select = { trustsContacts: true, webhookCheckedAt: true, webhookLostAt: true, webhookFailure: true } as const;
    return this.database.inNetwork(networkId, (tx) =>
      tx.prisma.maxBot.findUnique({ where: { networkId, disconnectedAt: null }, select }),
    );
  }

  /** @throws ProblemError `not_found` without a bot */
  async setTrustsContacts(networkId: string, trustsContacts: boolean, author: Author): Promise<void> {
    await this.database.inNetwork(networkId, async (tx) => {
      const where = { networkId, disconnectedAt: null };
      const before = found(await tx.prisma.maxBot.findUnique({ where, select: { trustsContacts: true } }));
      if (before.trustsContacts === trustsContacts) return;
      await tx.prisma.maxBot.update({ where, data: { trustsContacts } });
      await this.audit.appendChange(tx, networkId, author, 'network.max_contacts_changed', networkId, {
        before,
        after: { trustsContacts },
      });
    });
  }

  /** Notes what MAX said about the updates of a bot. @param failure null: they come */
  async noteWebhook(networkId: string, failure: string | null): Promise<void> {
    const now = this.clock.now();
    await this.database.inNetwork(networkId, async (tx) => {
      const where = { networkId, disconnectedAt: null };
      const before = await tx.prisma.maxBot.findUnique({ where, select: { webhookLostAt: true } });
      if (before === null) return;
      const data =
        failure === null
          ? { webhookCheckedAt: now, webhookLostAt: null, webhookFailure: null }
          : { webhookLostAt: before.webhookLostAt ?? now, webhookFailure: failure };
      await tx.prisma.maxBot.update({ where, data });
    });
  }

  /** Networks with a bot, after this id, in the order of their ids. */
  async listNetworks(after: string, limit: number): Promise<string[]> {
    const rows = await this.database.asPlatform(
      (tx) =>
        tx.query<{ networkId: string }>`
          SELECT network_id FROM max_bots WHERE disconnected_at IS NULL AND network_id > ${after} ORDER BY network_id LIMIT ${limit}`,
    );
    return rows.map(({ networkId }) => networkId);
  }
}
