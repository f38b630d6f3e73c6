import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import type { Connection } from '../connections/connection';
import type { ConnectionTest } from '../connections/connection.dto';

/** The decimals of roubles, and of other currencies with two. */
const KOPECK_DIGITS = 2;

/** Tests a connection to R-Keeper. We can't call FarCards, so this checks the settings that a call needs, and whether a call has come. */
@Injectable()
export class RkeeperTest {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async run({ networkId, id, places, enabled }: Connection): Promise<ConnectionTest> {
    const snapshot = await this.snapshots.current(networkId);
    const { at } = await this.database.readsOf(networkId).one<{ at: Date | null }>`
      SELECT last_success_at AS at FROM till_connections WHERE network_id = ${networkId} AND id = ${id}`;
    const closed = places.filter(({ pointOfSaleId }) => snapshot.place(pointOfSaleId)?.closed !== false);
    const checks = [
      { code: 'enabled', ok: enabled, detail: null },
      { code: 'program', ok: snapshot.programInForce(this.clock.now()) !== undefined, detail: null },
      {
        code: 'currency',
        ok: snapshot.profile.currencyDigits === KOPECK_DIGITS,
        detail: snapshot.profile.currency,
      },
      { code: 'tills_mapped', ok: places.length > 0, detail: String(places.length) },
      { code: 'tills_open', ok: closed.length === 0, detail: closed.length === 0 ? null : String(closed.length) },
      { code: 'called', ok: at !== null, detail: at?.toISOString() ?? null },
    ];
    return { checks, places: [] };
  }
}
