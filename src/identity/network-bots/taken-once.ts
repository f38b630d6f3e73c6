import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';

/** Messengers stop repeating an update after a day, and data of a mini app are good for an hour. */
const KEPT_HOURS = 48;
const DELETED_AT_ONCE = 100;
/** The bits of a safe integer. */
const NUMBER_BITS = 53;

/**
 * Takes each update of a bot once, because a messenger repeats an update when our answer was lost. The same holds for data and links that are good
 * once.
 */
@Injectable()
export class TakenOnce {
  constructor(private readonly database: Database) {}

  /**
   * Does the work once; after a failure it may come again. Returns whether this call did it.
   *
   * @param source the bot: each bot has keys of its own
   * @param key the number of the update, or a text that stands for it where the messenger numbers nothing
   */
  async once(source: string, key: number | string, work: () => Promise<void>): Promise<boolean> {
    const number = typeof key === 'number' ? key : numberOf(key);
    const isNew = await this.database.asPlatform(async (tx) => {
      const taken = await tx.maybe<{ updateId: number }>`
        INSERT INTO telegram_updates (source, update_id) VALUES (${source}, ${number}) ON CONFLICT DO NOTHING RETURNING update_id`;
      await tx.query`
        DELETE FROM telegram_updates WHERE (source, update_id) IN
         (SELECT source, update_id FROM telegram_updates WHERE taken_at < now() - make_interval(hours => ${KEPT_HOURS}) LIMIT ${DELETED_AT_ONCE})`;
      return taken !== undefined;
    });
    if (!isNew) return false;
    try {
      await work();
    } catch (error) {
      await this.database.asPlatform(
        (tx) => tx.query`DELETE FROM telegram_updates WHERE source = ${source} AND update_id = ${number}`,
      );
      throw error;
    }
    return true;
  }
}

/** A number that stands for a text. Among 100,000 texts of one bot in two days, two share one with a chance of one in a million. */
function numberOf(text: string): number {
  const digest = createHash('sha256').update(text).digest();
  return Number(BigInt.asUintN(NUMBER_BITS, digest.readBigUInt64BE()));
}
