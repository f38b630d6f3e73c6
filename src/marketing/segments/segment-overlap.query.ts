import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { countOverlap, type Overlap } from './segment-members.sql';
import { Segments } from './segments';

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
      return countOverlap(tx, networkId, segmentId, withId);
    });
  }
}
