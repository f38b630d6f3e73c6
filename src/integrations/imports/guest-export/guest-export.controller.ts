import { Query, Res } from '@nestjs/common';
import { z } from 'zod';
import type { ApiReply } from '../../../platform/http/api-request';
import { csvFile, sendCsv } from '../../../platform/http/csv';
import { uuid } from '../../../platform/http/schemas';
import { Context, type RequestContext, Route, Routes } from '../../../security';
import { GuestExport } from './guest-export.query';

const exportQuery = z.strictObject({ segmentId: uuid.optional().describe('Only guests who are in this segment now') });

/** Sends the guests of a network as a file that another network can import. */
@Routes('exports/guests', 'Guests')
export class GuestExportController {
  constructor(private readonly exports: GuestExport) {}

  @Route('GET', {
    id: 'downloadGuests',
    permission: 'guests.export',
    summary: 'Download guests in the columns of the import',
    description:
      'A CSV with profile, cards, tier, points with their ends, stamps, totals and consents, which `createGuestFile` takes as it is. ' +
      'The names of the columns are in the language of the request. The download is recorded in the audit.',
    ok: csvFile,
    problems: ['not_found'],
  })
  async download(
    @Context() context: RequestContext,
    @Query({ schema: exportQuery }) { segmentId }: z.infer<typeof exportQuery>,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const lines = await this.exports.linesOf(context, segmentId ?? null);
    sendCsv(reply, 'guests.csv', lines);
  }
}
