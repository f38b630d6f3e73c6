import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../configuration';
import { calendarOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { countBuyers, countLimits, findBoundaries, writeBoundaries } from './rfm.sql';
import { SegmentEvaluation } from './segment-evaluation';

/** The job renews the limits within the day once a network has this many times as many buyers. */
const GROWTH = 2;

/** Keeps the limits between the fifths of a network's guests, once a business day. */
@Injectable()
export class RfmBoundaries {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly evaluation: SegmentEvaluation,
    private readonly clock: Clock,
  ) {}

  /**
   * Whether those of today are to be made: they are not there, or the guests with a purchase have doubled since, as in an
   * import of a network's history.
   */
  async areDue(tx: Tx, snapshot: ConfigurationSnapshot): Promise<boolean> {
    const networkId = snapshot.profile.id;
    const newest = await findBoundaries(tx, networkId);
    if (newest === undefined || newest.day < this.dayOf(snapshot)) return true;
    const buyers = await countBuyers(tx, networkId);
    return buyers > 0 && buyers >= newest.guests * GROWTH;
  }

  /**
   * Makes those of today from the guests of now, in place of those that are there. Guests are read on a snapshot, as for a
   * report: a transaction that writes would be cut off before a large network is counted.
   */
  async renew(networkId: string): Promise<void> {
    const snapshot = await this.snapshots.current(networkId);
    const limits = await this.database.snapshotOfNetwork(networkId, async (tx) =>
      countLimits(tx, networkId, await this.evaluation.frameOf(tx, snapshot)),
    );
    await this.database.inNetwork(networkId, (tx) => writeBoundaries(tx, networkId, this.dayOf(snapshot), limits));
  }

  private dayOf({ profile: { timeZone, settings } }: ConfigurationSnapshot): number {
    return calendarOf(timeZone, settings.dayStart).businessDay(this.clock.now().getTime());
  }
}
