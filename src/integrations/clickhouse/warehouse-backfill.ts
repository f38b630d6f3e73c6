import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { EventLog } from '../events/event-log';
import { FactPages } from '../facts/fact-pages';
import { FACT_NAMES, FACTS, type FactName } from '../facts/facts.rules';
import { Warehouse } from './warehouse';
import { bringPosition } from './warehouse-positions.sql';
import { ALL_TIME } from './warehouse-rows.sql';

/** Brings every fact of a network into the warehouse from its tables, and the follower to where it began. */
@Injectable()
export class WarehouseBackfill {
  constructor(
    private readonly database: Database,
    private readonly warehouse: Warehouse,
    private readonly log: EventLog,
    private readonly pages: FactPages,
  ) {}

  /**
   * A run that breaks off is begun anew: rows that came twice fold.
   * @param onPage is told how many rows of a fact came in all
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
    await this.database.inNetwork(networkId, (tx) => bringPosition(tx, networkId, begun));
  }
}
