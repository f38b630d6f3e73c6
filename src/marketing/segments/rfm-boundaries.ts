import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../configuration';
import { calendarOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { countBuyers, findBoundaries, writeBoundaries } from './rfm.sql';
import { SegmentEvaluation } from './segment-evaluation';

/** Limits of fewer guests than half of those of now say little. */
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
   * Makes those of today unless they are there, and anew when the guests with a purchase have doubled since, as in an import
   * of a network's history.
   * @returns whether this call made them
   */
  async keep(tx: Tx, snapshot: ConfigurationSnapshot): Promise<boolean> {
    const networkId = snapshot.profile.id;
    const day = this.dayOf(snapshot);
    const newest = await findBoundaries(tx, networkId);
    if (newest !== undefined && newest.day >= day) {
      const buyers = await countBuyers(tx, networkId);
      if (buyers === 0 || buyers < newest.guests * GROWTH) return false;
    }
    await this.make(tx, snapshot, day);
    return true;
  }

  /** Makes those of today from the guests of now, in place of those that are there. */
  async renew(networkId: string): Promise<void> {
    const snapshot = await this.snapshots.current(networkId);
    await this.database.inNetwork(networkId, (tx) => this.make(tx, snapshot, this.dayOf(snapshot)));
  }

  private async make(tx: Tx, snapshot: ConfigurationSnapshot, day: number): Promise<void> {
    await writeBoundaries(tx, snapshot.profile.id, day, await this.evaluation.frameOf(tx, snapshot));
  }

  private dayOf({ profile: { timeZone, settings } }: ConfigurationSnapshot): number {
    return calendarOf(timeZone, settings.dayStart).businessDay(this.clock.now().getTime());
  }
}
