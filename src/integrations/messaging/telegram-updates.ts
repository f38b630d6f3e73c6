import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';

/** Telegram gives up on an update after a day. */
const KEPT_HOURS = 48;
const DELETED_AT_ONCE = 100;

/** Updates of the bot, each taken once: Telegram sends one again when the answer was lost. */
@Injectable()
export class TelegramUpdates {
  constructor(private readonly database: Database) {}

  /** An update whose work fails may come again. */
  async once(updateId: number, work: () => Promise<void>): Promise<void> {
    const isNew = await this.database.asPlatform(async (tx) => {
      const taken = await tx.maybe(
        'INSERT INTO telegram_updates (update_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING update_id',
        [updateId],
      );
      await tx.query(
        `DELETE FROM telegram_updates WHERE update_id IN
           (SELECT update_id FROM telegram_updates WHERE taken_at < now() - make_interval(hours => $1) LIMIT $2)`,
        [KEPT_HOURS, DELETED_AT_ONCE],
      );
      return taken !== undefined;
    });
    if (!isNew) return;
    try {
      await work();
    } catch (error) {
      await this.database.asPlatform((tx) => tx.query('DELETE FROM telegram_updates WHERE update_id = $1', [updateId]));
      throw error;
    }
  }
}
