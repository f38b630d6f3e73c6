import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { TAKE } from './figures-relay';
import { isAfter, type LogFollower, LogPage, type LogPlace } from './log-follower';
import { LogReader } from './log-reader';

/**
 * Counts the sales of before an upgrade into `hourly_figures`, `cashier_figures` and the money that points paid: from the begin
 * of the event log up to the place from which on `FiguresRelay` counts them, which is kept in `figure_countings`.
 */
@Injectable()
export class PastFigures implements LogFollower, OnModuleInit {
  readonly subscriber = 'figures-past';
  readonly condition = 'NOT EXISTS (SELECT FROM figure_countings c WHERE c.network_id = $1 AND c.is_counted)';

  constructor(
    private readonly database: Database,
    private readonly log: LogReader,
  ) {}

  onModuleInit(): void {
    this.log.register(this);
  }

  /** False while another process counts the figures of the network: both write the same rows. */
  async follow(tx: Tx, networkId: string, page: LogPage): Promise<boolean> {
    const upTo = await findPlace(tx, networkId);
    if (upTo === undefined) return false;
    const past = new LogPage(page.events.filter((event) => !isAfter(event, upTo)));
    if (past.events.length > 0) await tx.call(TAKE, [networkId, past.ids, past.types, past.subjectIds, true]);
    const last = page.events.at(-1);
    if (past.events.length < page.events.length || (last !== undefined && !isAfter(upTo, last)))
      await tx.query`UPDATE figure_countings SET is_counted = true WHERE network_id = ${networkId}`;
    return true;
  }

  /** Begins the counting of hours, cashiers and the money that points paid anew, up to what the figures have now. */
  recount(networkId: string): Promise<void> {
    return this.database.inNetwork(networkId, async (tx) => {
      // In the order of the reader of the log.
      await tx.query`
        SELECT FROM event_cursors WHERE network_id = ${networkId} AND subscriber IN ('figures', ${this.subscriber}) ORDER BY subscriber FOR UPDATE`;
      await tx.query`DELETE FROM hourly_figures WHERE network_id = ${networkId}`;
      await tx.query`DELETE FROM cashier_figures WHERE network_id = ${networkId}`;
      await tx.query`
        UPDATE daily_figures SET points_value = 0 WHERE network_id = ${networkId} AND points_value <> 0`;
      await tx.query`
        UPDATE figure_countings f SET epoch = c.epoch, xid = c.xid, id = c.id, is_counted = false
         FROM event_cursors c WHERE f.network_id = ${networkId} AND c.network_id = ${networkId} AND c.subscriber = 'figures'`;
      await tx.query`
        UPDATE event_cursors SET epoch = DEFAULT, xid = DEFAULT, id = DEFAULT, moved_at = ledger_now()
         WHERE network_id = ${networkId} AND subscriber = ${this.subscriber}`;
    });
  }
}

/** The place up to which events are the past; locks the cursor of the figures. Undefined: another process holds it. */
async function findPlace(tx: Tx, networkId: string): Promise<LogPlace | undefined> {
  await tx.query`
    INSERT INTO event_cursors (network_id, subscriber) VALUES (${networkId}, 'figures') ON CONFLICT DO NOTHING`;
  const cursor = await tx.maybe<LogPlace>`
    SELECT epoch, xid, id FROM event_cursors WHERE network_id = ${networkId} AND subscriber = 'figures' FOR UPDATE SKIP LOCKED`;
  if (cursor === undefined) return undefined;
  await tx.query`
    INSERT INTO figure_countings (network_id, epoch, xid, id) VALUES (${networkId}, ${cursor.epoch}, ${cursor.xid}, ${cursor.id})
     ON CONFLICT DO NOTHING`;
  return tx.one<LogPlace>`SELECT epoch, xid, id FROM figure_countings WHERE network_id = ${networkId}`;
}
