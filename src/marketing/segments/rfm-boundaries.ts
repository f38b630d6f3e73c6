import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../configuration';
import { calendarOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { findBoundaries, type BoundariesRow } from './rfm.sql';
import { SegmentEvaluation } from './segment-evaluation';
import { type FactsFrame, GuestQuery, type RfmLimits } from './guest-query.sql';

/** The limits between the fifths, and the number of guests from which they were computed. */
type Limits = Pick<BoundariesRow, 'guests' | keyof RfmLimits>;

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
    const buyers = (
      await tx.one<{ count: number }>`
        SELECT count(*) AS count FROM guest_summaries WHERE network_id = ${networkId} AND last_visit_at > '-infinity'`
    ).count;
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

/**
 * Computes the limits from the figures of all guests who have bought. Guests with equal figures are in the same fifth. The statement locks no guest
 * and does not read the journal.
 */
function countLimits(tx: Tx, networkId: string, frame: FactsFrame): Promise<Limits> {
  const query = new GuestQuery(networkId, frame, null);
  const fifths = (figure: string): string =>
    `coalesce(percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY (${figure})::bigint), '{}')`;
  const { text, values } = query.statement(
    `count(*) AS guests, ${fifths(query.fact('daysSinceLastSale'))} AS recency, ${fifths(query.fact('visits'))} AS frequency,
     ${fifths(query.fact('spend'))} AS money`,
    `AND m.last_visit_at > '-infinity'`,
  );
  return tx.one<Limits>(text, [...values]);
}

/** Writes the limits of a day, and replaces limits that the day already has. */
async function writeBoundaries(
  tx: Tx,
  networkId: string,
  day: number,
  { guests, recency, frequency, money }: Limits,
): Promise<void> {
  await tx.query`INSERT INTO rfm_boundaries (network_id, day, guests, recency, frequency, money)
      VALUES (${networkId}, ${day}, ${guests}, ${recency}, ${frequency}, ${money})
      ON CONFLICT (network_id, day) DO UPDATE SET guests = excluded.guests, recency = excluded.recency,
        frequency = excluded.frequency, money = excluded.money, made_at = now()`;
}
