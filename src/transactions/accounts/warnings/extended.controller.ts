import { Query } from '@nestjs/common';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { pageOf, pageQuery, uuid } from '../../../platform/http/schemas';
import { Route, Routes, WholeNetworkId } from '../../../security';
import { type ExtendedAnswer, extendedSchema } from './extended.dto';
import { ExtendedQuery } from './extended.query';

const EXTENDED = 'extended';

/** Points of all guests whose warning did not arrive, for managers. */
@Routes('ledger/extended', 'Ledger')
export class ExtendedController {
  constructor(private readonly extended: ExtendedQuery) {}

  @Route('GET', {
    id: 'listExtendedPoints',
    permission: 'reports.read',
    summary: 'List points whose expiry warning did not arrive',
    description: 'Points of all guests that were extended, or expired after their last extension, newest first.',
    ok: pageOf(extendedSchema),
  })
  async list(
    @WholeNetworkId() networkId: string,
    @Query({ schema: pageQuery }) query: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: ExtendedAnswer[]; nextCursor: string | null }> {
    const before = query.cursor === undefined ? null : decodeCursor(EXTENDED, query.cursor, uuid);
    const rows = await this.extended.list(networkId, before, query.limit + 1);
    return pageFrom(EXTENDED, rows, query.limit, (row) => row.id);
  }
}
