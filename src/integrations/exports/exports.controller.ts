import { Readable } from 'node:stream';
import { Query, Res } from '@nestjs/common';
import type { ApiReply } from '../../platform/http/api-request';
import { Context, type RequestContext, Route, Routes } from '../../security';
import { type ExportQuery, exportQuerySchema } from './export.dto';
import { FactExports } from './fact-exports.query';

/** Facts of a network as files for other programs. */
@Routes('exports', 'Reports')
export class ExportsController {
  constructor(private readonly exports: FactExports) {}

  @Route('GET', {
    id: 'downloadFacts',
    permission: 'reports.read',
    summary: 'Download facts of a period as CSV or Parquet',
    description:
      'Transactions, their lines, postings, moves between tiers, parts of campaigns, messages or answers, without personal data but ids ' +
      '(docs/exports.md). Staff of some restaurants get the facts of these; messages are of the whole network. A file that breaks off ' +
      'ends without its last part, and its connection is cut. A process writes two files of a network at once; the next is answered 429.',
    ok: {
      content: {
        'text/csv': { schema: { type: 'string' } },
        'application/vnd.apache.parquet': { schema: { type: 'string', format: 'binary' } },
      },
    },
  })
  async download(
    @Context() context: RequestContext,
    @Query({ schema: exportQuerySchema }) query: ExportQuery,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const { name, mediaType, parts } = await this.exports.open(context, query);
    void reply
      .type(mediaType)
      .header('Content-Disposition', `attachment; filename="${name}"`)
      .header('Cache-Control', 'no-store')
      .send(Readable.from(parts, { objectMode: false }));
  }
}
