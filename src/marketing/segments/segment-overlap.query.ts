import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { Segments } from './segments';

/** The numbers of guests in each of two segments and in both segments. */
interface Overlap {
  readonly guests: number;
  readonly otherGuests: number;
  readonly both: number;
}

/** How many guests two segments have in common. */
@Injectable()
export class SegmentOverlap {
  constructor(
    private readonly database: Database,
    private readonly segments: Segments,
  ) {}

  /** Throws `not_found`, also where the other segment is not there. */
  find(networkId: string, segmentId: string, withId: string): Promise<Overlap> {
    return this.database.reportOf(networkId, async (tx) => {
      await this.segments.getWithin(tx, networkId, segmentId);
      await this.segments.getWithin(tx, networkId, withId);
      return tx.one<Overlap>`
        SELECT count(*) FILTER (WHERE m.here) AS guests, count(*) FILTER (WHERE m.there) AS other_guests,
           count(*) FILTER (WHERE m.here AND m.there) AS both
         FROM (
           SELECT bool_or(segment_id = ${segmentId}) AS here, bool_or(segment_id = ${withId}) AS there FROM segment_members
           WHERE network_id = ${networkId} AND segment_id IN (${segmentId}, ${withId}) GROUP BY guest_id) m`;
    });
  }
}
