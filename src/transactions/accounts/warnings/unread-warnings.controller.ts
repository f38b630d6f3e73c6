import { Query } from '@nestjs/common';
import { decodeCursor } from '../../../platform/http/cursor';
import { pageQuery, uuid } from '../../../platform/http/schemas';
import { Route, Routes, WholeNetworkId } from '../../../security';
import { type UnreadWarningsAnswer, unreadWarningsSchema } from './till-warning.dto';
import { UNREAD, UnreadWarnings } from './unread-warnings.query';

/** Warnings of expiring points that were sent and not read, for managers. */
@Routes('ledger/warnings', 'Ledger')
export class UnreadWarningsController {
  constructor(private readonly unread: UnreadWarnings) {}

  @Route('GET unread', {
    id: 'listUnreadWarnings',
    permission: 'reports.read',
    summary: 'List the expiry warnings that were sent and not read',
    description:
      'Counts by channel of the warnings whose points have not expired yet, and a page of those that the guest has ' +
      'neither opened nor heard at a till. Their points are extended at their end.',
    ok: unreadWarningsSchema,
  })
  list(
    @WholeNetworkId() networkId: string,
    @Query({ schema: pageQuery }) query: { limit: number; cursor?: string | undefined },
  ): Promise<UnreadWarningsAnswer> {
    const before = query.cursor === undefined ? null : decodeCursor(UNREAD, query.cursor, uuid);
    return this.unread.list(networkId, before, query.limit);
  }
}
