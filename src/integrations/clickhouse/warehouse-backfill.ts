import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { EventLog } from '../events/event-log';
import { FACT_NAMES, FACTS, type FactName } from '../facts/facts.rules';
import { Warehouse } from './warehouse';
import { bringPosition } from './warehouse-positions.sql';
import { type FactPage, FIRST_ID, listFactPage } from './warehouse-rows.sql';

const ROWS_A_PAGE = 2_000;

/** Brings every fact of a network into the warehouse from its tables, and the follower to where it began. */
@Injectable()
export class WarehouseBackfill {
  constructor(
    private readonly database: Database,
    private readonly warehouse: Warehouse,
    private readonly log: EventLog,
  ) {}

  /**
   * A run that breaks off is begun anew: rows that came twice fold.
   * @param onPage is told how many rows of a fact came in all
   */
  async run(networkId: string, onPage: (name: FactName, rows: number) => void): Promise<void> {
    const run = newId();
    const begun = await this.database.inNetwork(networkId, (tx) => this.log.end(tx, networkId));
    for (const name of FACT_NAMES) {
      let rows = 0;
      for (let after: string | undefined = FIRST_ID; after !== undefined;) {
        const page = await this.readPage(networkId, name, after);
        await this.warehouse.write(networkId, [{ name, rows: page.rows }], run);
        onPage(name, (rows += page.rows.length));
        after = page.end;
      }
    }
    await this.database.inNetwork(networkId, (tx) => bringPosition(tx, networkId, begun));
  }

  private readPage(networkId: string, name: FactName, after: string): Promise<FactPage> {
    return this.database.inNetwork(networkId, (tx) => listFactPage(tx, networkId, FACTS[name], after, ROWS_A_PAGE));
  }
}
