import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Networks } from '../../configuration';
import {
  ExportGuests,
  type exportGuestsSchema,
  FindGuests,
  GuestList,
  type guestPageSchema,
  type GuestSet,
  type ListedGuest,
} from '../../identity';
import { mayUse, type Origin, type Principal } from '../../security';
import type * as dto from './segment.dto';
import { Segments } from './segments';

interface SegmentReader {
  readonly principal: Principal;
  readonly origin: Origin;
}

/** The guests of a segment with what staff need to act on them, as the table of guests shows it. */
@Injectable()
export class SegmentGuests {
  constructor(
    private readonly networks: Networks,
    private readonly segments: Segments,
    private readonly guests: GuestList,
    private readonly found: FindGuests,
    private readonly exported: ExportGuests,
  ) {}

  /** Guests by their ids; empty for a caller who may not see guests. */
  async listById(
    networkId: string,
    ids: readonly string[],
    asker: SegmentReader,
  ): Promise<ReadonlyMap<string, ListedGuest>> {
    if (ids.length === 0 || !mayUse(asker.principal, 'guest.find', 'read')) return new Map();
    const network = await this.networks.getProfile(networkId);
    const guests = await this.found.listByIds(network, ids, asker);
    return new Map(guests.map((guest) => [guest.id, guest]));
  }

  /** A page of the segment's guests, searched and sorted. Throws `not_found`, and `invalid_query` for the cursor of another list. */
  async search(
    networkId: string,
    segmentId: string,
    { query, ...body }: z.output<typeof dto.searchMembersSchema>,
    asker: SegmentReader,
  ): Promise<z.infer<typeof guestPageSchema>> {
    const network = await this.networks.getProfile(networkId);
    await this.segments.get(networkId, segmentId);
    const wanted = { ...body, among: membersOf(segmentId) };
    return query === undefined
      ? this.guests.page(network, wanted, asker)
      : this.guests.search(network, { ...wanted, query }, asker);
  }

  /** The lines of a file with all of them; the audit has the caller, the segment and the columns. Throws `not_found`. */
  async linesOf(
    networkId: string,
    segmentId: string,
    body: z.output<typeof exportGuestsSchema>,
    asker: SegmentReader,
  ): Promise<AsyncGenerator<string>> {
    const network = await this.networks.getProfile(networkId);
    await this.segments.get(networkId, segmentId);
    const set = { among: membersOf(segmentId), subjectKind: 'segment', subjectId: segmentId } as const;
    return this.exported.linesOf(network, body, asker, set);
  }
}

const membersOf =
  (segmentId: string): GuestSet =>
  (parameter) =>
    `EXISTS (SELECT FROM segment_members m
      WHERE m.network_id = $1 AND m.segment_id = ${parameter(segmentId)} AND m.guest_id = s.guest_id)`;
