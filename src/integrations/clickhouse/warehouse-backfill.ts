import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { EventLog } from '../events/event-log';
import { FactPages } from '../facts/fact-pages';
import { FACT_NAMES, FACTS, type FactName } from '../facts/facts.rules';
import { Warehouse } from './warehouse';
import { ALL_TIME } from './warehouse-rows.sql';

/** Copies all facts of a network from its tables into the warehouse, and sets the follower back to the position where the copy began. */
@Injectable()
export class WarehouseBackfill {
  constructor(
    private readonly database: Database,
    private readonly warehouse: Warehouse,
    private readonly log: EventLog,
    private readonly pages: FactPages,
  ) {}

  /**
   * After an interruption, run it again from the start: duplicate rows fold.
   * @param onPage called with the number of rows of a fact that were copied so far
   */
  async run(networkId: string, onPage: (name: FactName, rows: number) => void): Promise<void> {
    const run = newId();
    const begun = await this.database.inNetwork(networkId, (tx) => this.log.end(tx, networkId));
    for (const name of FACT_NAMES) {
      let count = 0;
      for await (const rows of this.pages.read(networkId, FACTS[name], ALL_TIME)) {
        await this.warehouse.write(networkId, [{ name, rows }], run);
        onPage(name, (count += rows.length));
      }
    }
    // Sets the position unless it is already further on, and ends the current holder's lease, so that the holder can't move it.
    await this.database.inNetwork(
      networkId,
      (tx) => tx.query`
      INSERT INTO warehouse_positions AS p (network_id, epoch, xid, event_id, messages_after)
       VALUES (${networkId}, ${begun.epoch}, ${begun.xid}, ${begun.id}, '00000000-0000-0000-0000-000000000000')
       ON CONFLICT (network_id) DO UPDATE
         SET epoch = excluded.epoch, xid = excluded.xid, event_id = excluded.event_id, holder = NULL, held_until = NULL
         WHERE (p.epoch, p.xid, p.event_id) < (excluded.epoch, excluded.xid, excluded.event_id)`,
    );
  }
}
