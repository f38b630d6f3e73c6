import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';

/** Telegram stops repeating an update after a day. */
const KEPT_HOURS = 48;
const DELETED_AT_ONCE = 100;

/** Takes each update of a bot once, because Telegram repeats an update when our answer was lost. */
@Injectable()
export class TelegramUpdates {
  constructor(private readonly database: Database) {}

  /**
   * Does the work of an update once; after a failure the update may come again.
   *
   * @param source the network of the bot, empty for the installation's bot; each bot numbers its updates
   */
  async once(source: string, updateId: number, work: () => Promise<void>): Promise<void> {
    const isNew = await this.database.asPlatform(async (tx) => {
      const taken = await tx.maybe(
        'INSERT INTO telegram_updates (source, update_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING update_id',
        [source, updateId],
      );
      await tx.query(
        `DELETE FROM telegram_updates WHERE (source, update_id) IN
           (SELECT source, update_id FROM telegram_updates WHERE taken_at < now() - make_interval(hours => $1) LIMIT $2)`,
        [KEPT_HOURS, DELETED_AT_ONCE],
      );
      return taken !== undefined;
    });
    if (!isNew) return;
    try {
      await work();
    } catch (error) {
      await this.database.asPlatform((tx) =>
        tx.query('DELETE FROM telegram_updates WHERE source = $1 AND update_id = $2', [source, updateId]),
      );
      throw error;
    }
  }
}
